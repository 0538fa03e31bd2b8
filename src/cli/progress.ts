/** A progress bar on a terminal; on anything else, a line every so often. */
const WIDTH = 28;

export class Progress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  #lastPercent = -1;

  constructor(total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#total = total;
    this.#stream = stream;
  }

  update(done: number, text: string): void {
    const share = this.#total === 0 ? 1 : done / this.#total;
    if (this.#stream.isTTY) {
      const full = Math.round(share * WIDTH);
      this.#stream.write(`\r\x1b[K${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${this.#total}  ${text}`);
      return;
    }
    const percent = Math.floor(share * 10) * 10;
    if (percent !== this.#lastPercent) this.#stream.write(`${done}/${this.#total}  ${text}\n`);
    this.#lastPercent = percent;
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\n');
  }
}
