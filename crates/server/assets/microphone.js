// The microphone of this device: asked for plainly, shown by a meter, sent to the machine that
// serves this page and to nobody else.
'use strict';

const RETRY_MS = 2000;
/** So many pieces of sound wait while the connection is lost: about a minute. */
const PIECES_WAITING_MAX = 600;

const REASONS = {
  NotAllowedError: 'The browser was not allowed to use the microphone. Allow it in the address ' +
    'bar of the browser, then press the button once more. Or type what is said.',
  NotFoundError: 'This device has no microphone, or it is switched off. Type what is said.',
  NotReadableError: 'Another program uses the microphone. Close it and try again, or type.',
};

/** Gives a part of the page its buttons' work: begin, pause, and the meter. */
export function listen(part, call) {
  const begin = part.querySelector('#listen');
  const stop = part.querySelector('#listen-stop');
  const words = part.querySelector('#listen-state');
  const meter = part.querySelector('#listen-level');
  let heard = null;

  const show = (text, on) => {
    words.textContent = text;
    begin.hidden = on;
    stop.hidden = !on;
    meter.parentElement.hidden = !on;
  };
  begin.hidden = false;
  begin.addEventListener('click', async () => {
    show('The browser now asks whether this page may use the microphone. Please allow it.', false);
    try {
      heard = await open(call, meter, words);
      show('Listening. Put the telephone on loudspeaker, beside this device.', true);
      stop.focus();
    } catch (error) {
      show(REASONS[error.name] ?? `The microphone cannot be used: ${error.message}`, false);
    }
  });
  stop.addEventListener('click', async () => {
    await heard?.close();
    heard = null;
    show('Paused. Nothing is heard.', false);
    begin.focus();
  });
  if (part.dataset.now === 'true') begin.click();
}

/** Opens the microphone and sends what it hears. */
async function open(call, meter, words) {
  if (!navigator.mediaDevices || !window.AudioWorkletNode) {
    throw new Error('browsers give it only to pages of this same machine or over https. ' +
      'Open this page on the machine where Hangup runs, or type what is said.');
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false },
  });
  const context = new AudioContext();
  await context.audioWorklet.addModule(new URL('./microphone-worklet.js', import.meta.url));
  const node = new AudioWorkletNode(context, 'pieces', { numberOfOutputs: 0 });
  context.createMediaStreamSource(stream).connect(node);
  const line = connect(call, context.sampleRate, words);
  node.port.onmessage = ({ data: { samples, level } }) => {
    meter.value = level;
    line.send(samples);
  };
  await context.resume();
  return {
    async close() {
      for (const track of stream.getTracks()) track.stop();
      await context.close();
      line.close();
      meter.value = 0;
    },
  };
}

/** A line to the server that connects anew by itself; sound waits meanwhile, the oldest goes. */
function connect(call, rate, words) {
  const waiting = [];
  let socket = null;
  let done = false;
  const drain = () => {
    while (waiting.length && socket.readyState === WebSocket.OPEN) socket.send(waiting.shift());
  };
  const dial = () => {
    const address = new URL(`/api/v1/calls/${call}/sound`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    socket = new WebSocket(address);
    socket.onopen = () => {
      socket.send(JSON.stringify({ rate }));
      words.textContent = 'Listening. Put the telephone on loudspeaker, beside this device.';
      drain();
    };
    socket.onclose = ({ reason }) => {
      if (done) return;
      words.textContent = reason ||
        'The connection is lost. The sound waits here and is sent when it is back.';
      setTimeout(dial, RETRY_MS);
    };
  };
  dial();
  return {
    send(samples) {
      waiting.push(samples.buffer);
      if (waiting.length > PIECES_WAITING_MAX) waiting.shift();
      if (socket.readyState === WebSocket.OPEN) drain();
    },
    close() {
      done = true;
      socket.close(1000);
    },
  };
}
