// Runs beside the sound card: gathers a tenth of a second, and hands it on as 16-bit numbers with
// how loud it is.
'use strict';

const PIECES_A_SECOND = 10;

class Pieces extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Int16Array(Math.round(sampleRate / PIECES_A_SECOND));
    this.filled = 0;
    this.squares = 0;
  }

  process([[channel]]) {
    for (const sample of channel ?? []) {
      const held = Math.max(-1, Math.min(1, sample));
      this.piece[this.filled++] = Math.round(held * 32767);
      this.squares += held * held;
      if (this.filled === this.piece.length) this.hand();
    }
    return true;
  }

  hand() {
    const level = Math.sqrt(this.squares / this.filled);
    const samples = this.piece;
    this.port.postMessage({ samples, level }, [samples.buffer]);
    this.piece = new Int16Array(Math.round(sampleRate / PIECES_A_SECOND));
    this.filled = 0;
    this.squares = 0;
  }
}

registerProcessor('pieces', Pieces);
