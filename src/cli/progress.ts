/** A progress bar on a terminal; on anything else, a line every so often. */
const WIDTH = 28;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  #lastPercent = -1;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  /** @param share  how much is done; above 1 counts as 1 */
  update(share: number, text: string): void {
    const done = Math.min(1, share);
    if (this.#stream.isTTY) {
      const full = Math.round(done * WIDTH);
      this.#stream.write(`\r\x1b[K${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${text}`);
      return;
    }
    const percent = Math.floor(done * 10) * 10;
    if (percent !== this.#lastPercent) this.#stream.write(`${text}\n`);
    this.#lastPercent = percent;
  }

  /** A line that stays, above the bar. */
  say(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${text}\n` : `${text}\n`);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\n');
  }
}
