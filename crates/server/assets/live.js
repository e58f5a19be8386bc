// A call that goes on: puts in place what the server sends, keeps what is typed until the server
// has it, and says aloud when the verdict rises. Without this script the page still reads and sends.
'use strict';

import { listen } from './microphone.js';

const page = document.querySelector('[data-call]');
const call = page.dataset.call;
const find = (id) => document.getElementById(id);

// ---- What the server sends: pieces of the page, each under its id.

/** Takes over an element's content from a newer one, unless nothing is new. */
function renew(old, fresh) {
  old.hidden = fresh.hidden;
  if (old.innerHTML === fresh.innerHTML && old.className === fresh.className) return;
  const open = [...old.querySelectorAll('details[open]')].map((each) => each.id);
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  old.className = fresh.className;
  for (const { name, value } of fresh.attributes) {
    if (name.startsWith('data-')) old.setAttribute(name, value);
  }
  old.replaceChildren(...fresh.childNodes);
  for (const id of open) if (id && find(id)) find(id).open = true;
  if (focused) find(focused)?.focus();
}

/** The pieces in what the server sent. In a template nothing is loaded or run. */
function pieces(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return [...template.content.children];
}

/** Puts each piece in the place of the one with its id. */
function panel({ data }) {
  for (const piece of pieces(data)) if (find(piece.id)) renew(find(piece.id), piece);
  announce();
}

/** Puts turns in place: each where the one with its id is, or else at the end. */
function turns({ data }) {
  const heard = find('heard');
  const follows = heard.scrollTop + heard.clientHeight >= heard.scrollHeight - NEAR_END_PX;
  for (const turn of pieces(data)) {
    if (find(turn.id)) renew(find(turn.id), turn);
    else find('turns').append(turn);
  }
  find('nothing-said').hidden = find('turns').childElementCount > 0;
  if (follows) heard.scrollTop = heard.scrollHeight;
}

/** Takes away turns that are no more, as where the server began anew, and puts the others in. */
function allTurns(event) {
  const known = new Set(pieces(event.data).map((turn) => turn.id));
  for (const turn of [...find('turns').children]) if (!known.has(turn.id)) turn.remove();
  turns(event);
}

const sentence = () => find('verdict-words').textContent;
let told = Number(find('verdict').dataset.rank);
let toldWords = sentence();

/** Says a new verdict aloud: at once where it rises, when there is a pause where it falls. That it
    became a little more or less likely is no news to somebody who listens to a call. */
function announce() {
  const { rank, aloud } = find('verdict').dataset;
  if (sentence() === toldWords) return;
  find(Number(rank) > told ? 'aloud-now' : 'aloud').textContent = aloud;
  document.title = `${aloud} – Hangup`;
  told = Number(rank);
  toldWords = sentence();
}

// ---- The connection.

const RETRY_MS = 2000;
const BEHIND_MS_MIN = 10000;
const CONNECTED = 'Connected. What is said appears here by itself.';
/** Whoever has scrolled so near to the end follows what is said. */
const NEAR_END_PX = 80;
let source = null;

function connection(words, lost) {
  const line = find('connection');
  if (line.textContent !== words) line.textContent = words;
  line.classList.toggle('lost', lost);
}

/** Says when hearing falls behind the call. */
function progress({ backlog_ms: behind }) {
  if (behind >= BEHIND_MS_MIN) {
    connection(`Hearing is ${Math.round(behind / 1000)} seconds behind the call.`, false);
  } else {
    connection(CONNECTED, false);
  }
}

function watch() {
  source = new EventSource(`/calls/${call}/events`);
  source.onopen = () => {
    connection(CONNECTED, false);
    send();
  };
  source.onerror = () => {
    connection('The connection to Hangup is lost. It is tried again by itself. Type on: ' +
      'your lines wait here and are sent as soon as it is back.', true);
    // The browser tries again by itself, except where the server refused.
    if (source.readyState === EventSource.CLOSED) setTimeout(watch, RETRY_MS);
  };
  source.addEventListener('began', allTurns);
  source.addEventListener('corrected', allTurns);
  source.addEventListener('said', turns);
  source.addEventListener('judged', panel);
  source.addEventListener('progress', ({ data }) => progress(JSON.parse(data)));
  source.addEventListener('problem', ({ data }) => connection(data, true));
  source.addEventListener('ended', (event) => {
    source.close();
    panel(event);
    // Buttons that do nothing any more would only mislead.
    for (const each of document.querySelectorAll('.say, #corrections')) each.remove();
    connection('This call has ended.', false);
  });
}

// ---- Typing. A line waits until the server says that it has it; its key makes sure that it is
// heard once, however often it is sent.

const stored = `waiting-${call}`;
const LINES_WAITING_MAX = 500;
let waiting = read();
let sending = false;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(stored)) ?? [];
  } catch {
    return [];
  }
}

function show() {
  try {
    sessionStorage.setItem(stored, JSON.stringify(waiting));
  } catch { /* The lines are still in the page. */ }
  const list = find('waiting');
  // Nothing is typed into a call that is over.
  if (!list) return;
  list.replaceChildren(...waiting.map(({ text, side, refused }) => {
    const line = document.createElement('li');
    const who = { caller: 'They', callee: 'You' }[side] ?? 'Somebody';
    line.textContent = refused ? `Not taken: ${text} (${refused})` : `Waiting, ${who}: ${text}`;
    return line;
  }));
  list.hidden = waiting.length === 0;
}

function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0')).join('');
}

async function send() {
  if (sending) return;
  sending = true;
  for (let next; (next = waiting.find((line) => !line.refused)); ) {
    const { key, text, side } = next;
    let answer = null;
    try {
      answer = await fetch(`/api/v1/calls/${call}/utterances`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key, text, side }),
      });
    } catch { /* No connection: below. */ }
    if (answer?.ok) {
      waiting = waiting.filter((line) => line !== next);
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      next.refused = (await answer.json().catch(() => ({}))).title ?? `status ${answer.status}`;
    } else {
      setTimeout(send, RETRY_MS);
      break;
    }
    show();
  }
  sending = false;
}

const form = find('type');
const text = find('text');

function say(side) {
  const words = text.value.trim();
  if (!words || waiting.length >= LINES_WAITING_MAX) return;
  waiting.push({ key: key(), text: words, side });
  text.value = '';
  text.focus();
  show();
  send();
}

if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say(event.submitter?.value ?? 'caller');
  });
  // One key says who it was: Enter is the caller, Shift and Enter is you.
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey) return;
    event.preventDefault();
    say(event.shiftKey || event.altKey ? 'callee' : 'caller');
  });
  for (const each of document.querySelectorAll('[data-scripted]')) each.hidden = false;
}

// ---- Corrections are forms; what they change comes back with the stream.

document.addEventListener('submit', async (event) => {
  const correction = event.target.closest('form[data-quiet]');
  if (!correction) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(correction, event.submitter));
  try {
    const answer = await fetch(correction.action, { method: 'POST', body });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    connection('That did not reach Hangup. Please press it once more.', true);
  }
});

const microphone = find('microphone');
if (microphone) listen(microphone, call);
show();
send();
if (page.dataset.over !== 'true') watch();
const heard = find('heard');
if (heard) heard.scrollTop = heard.scrollHeight;
