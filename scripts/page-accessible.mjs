// Whether the page of `hangup checkup --html` is free of what axe-core complains about, at the
// widths and colours that people use, and whether it fits its width.
//
//   npm install axe-core puppeteer-core      (in a folder of its own, named below)
//   node scripts/page-accessible.mjs folder-of-npm report.html [folder-for-pictures]
import { createRequire } from 'module';
import { readFileSync, existsSync } from 'fs';
import { join, resolve } from 'path';

const [folder, page, pictures] = process.argv.slice(2);
const browser_path = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(browser_path)) {
  console.log(`skipped: ${browser_path} is not here`);
  process.exit(0);
}
const need = createRequire(join(resolve(folder), 'x.js'));
const puppeteer = need('puppeteer-core');
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const browser = await puppeteer.launch({ executablePath: browser_path, args: ['--no-sandbox'] });
// 640 pixels are a window of 1280 at a zoom of 200 %.
const views = [[1280, 'light'], [1280, 'dark'], [640, 'light'], [380, 'light'], [380, 'dark']];
let wrong = 0;
for (const [width, colours] of views) {
  const tab = await browser.newPage();
  await tab.setBypassCSP(true);
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colours }]);
  await tab.goto('file://' + resolve(page));
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run());
  const beyond = await tab.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  console.log(`${width} ${colours}: ${found.violations.length} violations, ` +
    `${found.passes.length} rules passed, ${beyond} pixels beyond the width`);
  for (const one of found.violations) {
    console.log(`  ${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 200)}`);
  }
  wrong += found.violations.length + Math.max(0, beyond);
  if (pictures) await tab.screenshot({ path: join(pictures, `${width}-${colours}.png`) });
}
const print = await browser.newPage();
await print.goto('file://' + resolve(page));
if (pictures) await print.pdf({ path: join(pictures, 'print.pdf'), format: 'A4' });
await browser.close();
process.exit(wrong ? 1 : 0);
