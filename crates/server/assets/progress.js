// Something that takes a while, such as a check-up: looks again until it is done. Without this
// script the page has a link that looks again.
'use strict';

const AGAIN_MS = 1500;
const LOOKS_MAX = 2400;

async function look(left) {
  const old = document.getElementById('progress');
  if (!old || old.dataset.done === 'true' || left === 0) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const piece = fresh.getElementById('progress');
    if (!piece || piece.dataset.done === 'true') return location.reload();
    if (piece.innerHTML !== old.innerHTML) old.replaceChildren(...piece.childNodes);
  } catch { /* The server may be back at the next look. */ }
  setTimeout(look, AGAIN_MS, left - 1);
}

setTimeout(look, AGAIN_MS, LOOKS_MAX);
