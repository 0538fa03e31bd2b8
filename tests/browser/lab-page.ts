/**
 * The page in the hands of a person: found by role and name, never by class. Beside it, the journal as the browser's own
 * database holds it, read without any of the lab's code, so that what the page claims can be held against what was kept.
 */
import type { Locator, Page, Worker } from 'playwright-core';
import type { LabBrowser } from './harness.ts';

/** A world that turns several times a second and does not die out; a query for the page's address. */
export const SMALL_WORLD = query({
  seed: 'small',
  preset: 'default',
  backend: 'wasm',
  'population.founders': 4,
  'population.capacity': 6,
  'population.episodes': 8,
  'energy.ticket': 0.05,
  'energy.costScale': 0.2,
  'attempts.maxNewTokens': 8,
  'cells.opening': 'string.reverse/short,logic.bool/short',
  'measure.every': 0,
});

export function query(parameters: Record<string, string | number>): string {
  return new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString();
}

/** A page of the journal, as far as tests ask. */
export interface KeptRecord {
  generation: number;
  events: ({ type: string; stateHash?: string } & Record<string, unknown>)[];
}

export interface KeptRun {
  id: string;
  name: string;
  seed: string;
  records: KeptRecord[];
}

export class LabPage {
  readonly page: Page;
  /** What must not happen; see the harness. */
  readonly troubles: string[];

  private constructor(page: Page, troubles: string[]) {
    this.page = page;
    this.troubles = troubles;
  }

  /** @param full  as fast as it can, and no notes of a first visit: for tests that are about something else */
  static async open(browser: LabBrowser, url: string, { full = true } = {}): Promise<LabPage> {
    if (full) {
      await browser.context.addInitScript(() => {
        if (localStorage.getItem('evolora.speed') === null) localStorage.setItem('evolora.speed', '"Full"');
        localStorage.setItem('evolora.welcomed', 'true');
      });
    }
    const { page, troubles } = await browser.openPage(url);
    return new LabPage(page, troubles);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The number after `gen`; −1 before there is one. */
  async generation(): Promise<number> {
    const shown = this.page.getByTestId('generation');
    return (await shown.count()) === 0 ? -1 : Number((await shown.innerText()).replace(/\D/g, ''));
  }

  /** Waits until the page shows at least this generation, and says which. */
  async reach(generation: number, timeout = 240_000): Promise<number> {
    await this.page.waitForFunction(
      (least) =>
        Number(document.querySelector('[data-testid=generation]')?.textContent.replace(/\D/g, '') || -1) >= least,
      generation,
      { timeout, polling: 50 },
    );
    return this.generation();
  }

  /** Lets the world go on by some more generations. */
  async goOn(by: number, timeout?: number): Promise<number> {
    return this.reach((await this.generation()) + by, timeout);
  }

  /** Stops the world and says where; what was under way is finished and saved by then. */
  async pause(): Promise<number> {
    await this.button('Pause').click();
    await this.button('Play').waitFor();
    await this.page.getByRole('button', { name: 'Step', exact: true, disabled: false }).waitFor();
    return this.settled();
  }

  async play(): Promise<void> {
    await this.button('Play').click();
    await this.button('Pause').waitFor();
  }

  async step(): Promise<number> {
    const before = await this.generation();
    await this.button('Step').click();
    return this.reach(before + 1);
  }

  /** What the backend chip says, and the notes behind it. */
  async backend(): Promise<{ label: string; notes: string }> {
    const chip = this.button(/^Backend/);
    const label = (await chip.getAttribute('aria-label')) ?? '';
    await chip.click();
    const notes = await this.page.getByRole('note', { name: 'Backend', exact: true }).innerText();
    await this.page.keyboard.press('Escape');
    return { label, notes };
  }

  /** Sets a parameter in the panel as by keyboard. */
  async turn(title: string, value: string): Promise<void> {
    const field = this.page.getByRole('spinbutton', { name: title, exact: true });
    await field.fill(value);
    await field.press('Enter');
  }

  /** What the panel says that a generation costs. */
  async ticket(): Promise<string> {
    return this.page.getByRole('spinbutton', { name: 'Ticket', exact: true }).inputValue();
  }

  /** Points at the newest generation on the timeline, or at another, and reads what is said there. */
  async timelineAt(generation: number, of: number): Promise<string> {
    const timeline = this.page.getByRole('region', { name: 'Timeline' });
    const canvas = timeline.locator('canvas');
    const box = (await canvas.boundingBox())!;
    const [inset, width] = [8, box.width];
    await this.page.mouse.move(box.x + inset + ((width - 2 * inset) * generation) / of, box.y + 8);
    await timeline.getByText(`generation ${generation}`).first().waitFor();
    return timeline.innerText();
  }

  async importFile(name: string, bytes: Uint8Array): Promise<void> {
    await this.button('Import').click();
    const input = this.dialog.getByLabel('File to import');
    await input.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
  }

  /** As a person does: files and folders come from outside, hover and are let go, all within a moment. */
  async drop(target: Locator, ...files: string[]): Promise<void> {
    const box = (await target.boundingBox())!;
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files, dragOperationsMask: 1 };
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, ...at });
    await devtools.detach();
  }

  /**
   * @param form  one that other tools read, by its words in the dialog; the whole run unless told
   * @param whose  adapters, by the dialog's words
   */
  async exportFile(form?: string, whose?: string): Promise<{ name: string; bytes: Uint8Array }> {
    await this.button('Export').click();
    if (form) await this.dialog.getByRole('combobox', { name: 'What to export' }).selectOption({ label: form });
    if (whose) await this.dialog.getByRole('combobox', { name: 'Whose adapters' }).selectOption({ label: whose });
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.dialog.getByRole('button', { name: /^Download/ }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    await this.dialog.getByRole('button', { name: 'Close' }).click();
    return { name: download.suggestedFilename(), bytes: new Uint8Array(Buffer.concat(chunks)) };
  }

  /** The lab's own worker, without the threads of the model's runtime. */
  worker(): Worker {
    const found = this.page.workers().find((worker) => worker.url().includes('lab.worker'));
    if (!found) throw new Error('the lab has no worker');
    return found;
  }

  /** What IndexedDB holds of all runs, oldest first. */
  async kept(): Promise<KeptRun[]> {
    return this.page.evaluate(readKept);
  }

  /** The run that was written to last. */
  async newestKept(): Promise<KeptRun> {
    return (await this.kept()).at(-1)!;
  }

  /** Takes down every status that the page shows from now on, however briefly; call the result to read them. */
  async listen(): Promise<() => Promise<string>> {
    const said = await this.page.evaluateHandle(() => {
      const texts = new Set<string>();
      const look = () => document.querySelectorAll('[role=status]').forEach((each) => texts.add(each.textContent));
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
      return texts;
    });
    return () => said.evaluate((texts) => [...texts].join('\n'));
  }

  /** The generation on screen once it stands still and is saved. */
  async settled(): Promise<number> {
    for (let before = -2; ; await this.page.waitForTimeout(150)) {
      const now = await this.generation();
      if (now === before) return now;
      before = now;
    }
  }
}

/** The hash of the whole world after each generation; throws where a generation is missing or not closed once. */
export function stateHashes({ records }: Pick<KeptRun, 'records'>): string[] {
  return records.map(({ generation, events }, i) => {
    const ends = events.filter(({ type }) => type === 'generation-ended');
    if (generation !== i || ends.length !== 1) throw new Error(`the journal breaks at generation ${i}`);
    return ends[0]!.stateHash!;
  });
}

/** Runs in the page: what IndexedDB holds of all runs, oldest first. */
export async function readKept(): Promise<KeptRun[]> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error as DOMException);
    });
  const database = await done(indexedDB.open('evolora-lab'));
  try {
    const store = (name: string) => database.transaction(name).objectStore(name);
    const runs = (await done(store('runs').getAll())) as (KeptRun & { savedAt: number })[];
    const records = await Promise.all(
      runs.map(({ id }) => done(store('records').getAll(IDBKeyRange.bound([id], [id, []])))),
    );
    return runs
      .map((run, i) => ({ ...run, records: records[i] as KeptRecord[] }))
      .sort((a, b) => a.savedAt - b.savedAt);
  } finally {
    database.close();
  }
}
