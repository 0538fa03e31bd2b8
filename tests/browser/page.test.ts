/**
 * The built page in a real browser, as a newcomer and as the owner of a run: the world starts by itself, the dials take
 * hold, nothing is lost over a reload, and a run travels from one browser to another as a file.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventOf, Measurement } from '../../src/ecology/events/events.ts';
import { FORMAT_WORDS } from '../../src/exchange/format-words.ts';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';

type RunStarted = EventOf<'run-started'>;

let site: Site;
let browser: LabBrowser;
let lab: LabPage;
/** The ticket that the world of these tests began with. */
let ticketBefore: string;

beforeAll(async () => {
  site = await startSite({ base: '/some/sub/path/' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe('a first visit', () => {
  it('finds a world that starts by itself', async () => {
    lab = await LabPage.open(browser, site.url, { full: false });
    await lab.reach(2);
    expect(await lab.page.title()).toMatch(/^World \d+, generation \d+ · Evolora Lab$/);
    await expect.poll(() => lab.page.getByText('saved', { exact: false }).count()).toBeGreaterThan(0);
  });

  it('is pointed at three things once', async () => {
    const note = lab.page.getByRole('note', { name: /^First visit/ });
    await note.getByRole('button', { name: 'Next' }).click();
    await note.getByRole('button', { name: 'Next' }).click();
    await note.getByRole('button', { name: 'Done' }).click();
    await note.waitFor({ state: 'detached' });
  });

  it('finds no dial turned that nobody has turned', async () => {
    const dials = lab.page.getByRole('region', { name: 'Parameters' });
    expect(await dials.getByRole('spinbutton').count()).toBeGreaterThan(0);
    expect(await dials.getByRole('button', { name: /^Reset / }).count()).toBe(0);
  });

  it('is told where the model computes and why not elsewhere', async () => {
    const { label, notes } = await lab.backend();
    expect(label).toMatch(/^Backend: micro · WebAssembly, [2-4] threads · [\d,.]+ tok\/s$/);
    expect(notes).toMatch(/no graphics device|offers no WebGPU/);
  });

  it('has no panel that is empty without saying why', async () => {
    expect(await lab.page.getByRole('region', { name: 'People' }).innerText()).toMatch(/\d+ alive/);
    await lab.page.getByRole('tab', { name: 'Measure' }).click();
    await lab.page.getByText('The result appears here').waitFor();
    await lab.page.getByRole('tab', { name: 'Answers' }).click();
    await lab.page.getByRole('tabpanel').getByText('revenue').first().waitFor();
  });
});

describe('a new run', () => {
  it('can start from what the model can do: stopped, nothing is changed; else each parameter says why', async () => {
    await lab.button('New run').click();
    const fit = lab.dialog.getByRole('button', { name: 'Fit to micro' });
    await fit.click();
    await lab.dialog.getByRole('progressbar', { name: 'Measured' }).waitFor();
    await lab.dialog.getByRole('button', { name: 'Stop' }).click();
    await fit.click();
    const result = lab.dialog.getByText(/parameters are fitted: about .* s a generation/);
    await result.waitFor({ timeout: 120_000 });
    await result.click();
    await lab.dialog.getByText('What the bare host solves there, greedily and sampled', { exact: false }).waitFor();
    await lab.dialog.getByRole('button', { name: 'Put them back' }).click();
    await result.waitFor({ state: 'detached' });
    await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('has the seed and the parameters that were asked for', async () => {
    await lab.button('New run').click();
    await lab.dialog.getByRole('textbox', { name: 'Seed' }).fill('seven');
    for (const [title, value] of [
      ['Founders', '4'],
      ['Capacity', '6'],
      ['Episodes per generation', '8'],
      ['Longest answer', '8'],
      ['Cost of thought', '0.2'],
    ] as const) {
      const field = lab.dialog.getByRole('spinbutton', { name: title, exact: true });
      await field.fill(value);
      await field.press('Tab');
    }
    await lab.dialog.getByRole('button', { name: 'Start run' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
    await lab.page.getByText('World seven').waitFor();
    const full = lab.page.getByRole('radio', { name: 'Full' });
    await full.click();
    await expect.poll(() => full.isChecked()).toBe(true);
    await lab.reach(5);
    const [first, second] = await lab.kept();
    expect(stateHashes(first!).length).toBeGreaterThan(1);
    expect(second).toMatchObject({ name: 'World seven', seed: 'seven' });
    const { config } = second!.records[0]!.events.find(({ type }) => type === 'run-started') as unknown as RunStarted;
    expect(config.population).toMatchObject({ founders: 4, capacity: 6, episodes: 8, survival: 'niche' });
    expect(config).toMatchObject({ attempts: { maxNewTokens: 8 }, energy: { costScale: 0.2 } });
    // Every niche is watched four times, whoever holds it.
    const watched = second!.records
      .at(-1)!
      .events.filter(({ type, choice }) => type === 'episode' && choice === 'watch');
    expect(watched.length).toBe(4 * config.cells.opening.length);
    // On the pond everybody alive is drawn, and told as a table.
    const pond = lab.page.getByRole('table', { name: 'Pond' });
    await expect.poll(() => pond.locator('tbody tr').count()).toBeGreaterThan(0);
    await expect.poll(async () => lab.page.getByTestId('pond').getAttribute('data-bodies')).not.toBe('0');
    await lab.button('Niche map').click();
    expect(await lab.page.getByRole('table', { name: 'Niches' }).locator('tbody').count()).toBe(
      config.cells.opening.length,
    );
  });
});

describe('a parameter', () => {
  it('takes hold at the next generation and marks timeline and charts', async () => {
    const before = await lab.pause();
    ticketBefore = await lab.ticket();
    await lab.turn('Ticket', '0.05');
    await lab.page.getByText(`from generation ${before + 1}`).waitFor();
    expect(await lab.step()).toBe(before + 1);
    await expect
      .poll(async () => (await lab.newestKept()).records.at(-1)!.events)
      .toContainEqual(expect.objectContaining({ type: 'tweaked', path: 'energy.ticket', to: 0.05 }));
    expect(await lab.timelineAt(before + 1, before + 1)).toContain(`Ticket: ${ticketBefore} → 0.05`);
    expect(await lab.page.getByRole('region', { name: 'Charts' }).innerText()).toContain(
      `Ticket: ${ticketBefore} → 0.05`,
    );
  });

  it('that is impossible is refused in one sentence and changes nothing', async () => {
    await lab.turn('Ticket', '-5');
    expect(await lab.alert.innerText()).toBe('Ticket must be a number from 0.01 to 20 E.');
    expect(await lab.page.getByText(/^from generation/).count()).toBe(0);
    await lab.page.getByRole('spinbutton', { name: 'Ticket', exact: true }).press('Escape');
    await lab.alert.waitFor({ state: 'detached' });
  });
});

describe('a learning rule', () => {
  it('chosen while the world lives teaches from the next generation on', async () => {
    const own = await openBrowser();
    try {
      const world = `${SMALL_WORLD}&learning.trials=4&learning.probes=1`;
      const learning = await LabPage.open(own, `${site.url}?${world}`);
      await learning.reach(1);
      const before = await learning.pause();
      await learning.page.getByRole('searchbox', { name: 'Find a parameter' }).fill('exploratory hebb');
      await learning.page.getByRole('combobox', { name: 'Rule', exact: true }).selectOption('evolution');
      await learning.page.getByText(`from generation ${before + 1}`).waitFor();
      expect(await learning.step()).toBe(before + 1);
      const events = (await learning.newestKept()).records.flatMap((record) => record.events);
      const lesson = events.find(({ type }) => type === 'learned');
      expect(lesson).toMatchObject({ rule: 'evolution', update: 1, trials: 4 });
      const { name } = events.find(({ type, organelle }) => type === 'born' && organelle === lesson!.organelle)!;
      await learning.button(String(name)).click();
      await learning.button('Learning').click();
      await learning.page.getByRole('img', { name: 'Update 1', exact: true }).waitFor();
      expect(await learning.page.getByRole('tabpanel').innerText()).toMatch(/Evolution strategies in [a-z.]+\/short/);
      expect(learning.troubles).toEqual([]);
    } finally {
      await own.close();
    }
  });
});

describe('a reload', () => {
  it('goes on where the run was and loses nothing', async () => {
    await lab.play();
    await lab.goOn(3);
    const before = stateHashes(await lab.newestKept());
    await lab.page.reload();
    expect(await lab.reach(before.length - 1)).toBeGreaterThanOrEqual(before.length - 1);
    await lab.goOn(2);
    const after = stateHashes(await lab.newestKept());
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(await lab.page.getByRole('note', { name: /^First visit/ }).count()).toBe(0);
  });
});

describe('the past', () => {
  it('is shown through the same panels, and left again', async () => {
    const last = await lab.pause();
    const slider = lab.page.getByRole('slider', { name: 'Generation' });
    await slider.press('Home');
    await lab.page.getByText(`Generation 0 of ${last}`).waitFor();
    await lab.page.getByRole('tab', { name: 'Organelles' }).click();
    await lab.page.getByText('4 alive of 4').waitFor();
    expect(await lab.ticket()).toBe(ticketBefore);
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    await lab.page.getByText(`Generation 2 of ${last}`).waitFor();
    await expect.poll(() => lab.generation()).toBe(2);
    await lab.button('Back to live').click();
    expect(await lab.settled()).toBe(last);
    expect(await lab.ticket()).toBe('0.05');
  });
});

describe('a measurement', () => {
  it('gives shares of solved test tasks with their intervals', async () => {
    await lab.page.getByRole('tab', { name: 'Measure' }).click();
    await lab.page.getByRole('spinbutton', { name: 'Number of test tasks' }).fill('12');
    await lab.button('Measure now').click();
    const result = lab.page
      .getByRole('region', { name: /^Measurement of generation/ })
      .filter({ hasText: 'asked for' });
    await result.waitFor();
    expect(await result.innerText()).toMatch(/bare host[\s\S]*n = 12,/);
    const { base, tasks } = (await lab.newestKept()).records.at(-1)!.events.at(-1) as unknown as Measurement;
    expect(tasks).toBe(12);
    expect(base.low).toBeLessThanOrEqual(base.mean);
    expect(base.high).toBeGreaterThan(base.low);
  });
});

describe('a file', () => {
  let file: { name: string; bytes: Uint8Array };

  it('holds the whole run', async () => {
    const last = await lab.settled();
    file = await lab.exportFile();
    expect(file.name).toBe(`World-seven-${last}.evolora`);
    const parts = unzipSync(file.bytes);
    const manifest = JSON.parse(strFromU8(parts['manifest.json']!)) as { run: { generations: number; seed: string } };
    expect(manifest.run).toMatchObject({ generations: last, seed: 'seven' });
  });

  it('goes into every other form as a zip that names the run', async () => {
    const hash = stateHashes(await lab.newestKept()).at(-1);
    for (const [name, words] of Object.entries(FORMAT_WORDS)) {
      const zip = await lab.exportFile(words);
      expect(zip.name).toBe(file.name.replace('.evolora', `-${name}.zip`));
      const said = JSON.parse(strFromU8(unzipSync(zip.bytes)['export.json']!)) as unknown;
      expect(said).toMatchObject({ format: `evolora-${name}`, run: { seed: 'seven', hash } });
    }
  });

  it('that is damaged, foreign or from a newer lab is refused in one sentence, and the run is unharmed', async () => {
    const before = await lab.kept();
    const refuse = async (name: string, bytes: Uint8Array, sentence: RegExp) => {
      await lab.importFile(name, bytes);
      await expect.poll(() => lab.dialog.getByRole('alert').innerText()).toMatch(sentence);
      expect(await lab.dialog.getByRole('alert').innerText()).toContain('your runs are as they were');
      await lab.dialog.getByRole('button', { name: 'Understood' }).click();
      await lab.dialog.getByRole('button', { name: 'Close' }).click();
    };
    await refuse('half.evolora', file.bytes.slice(0, file.bytes.length / 2), /^The file “.*” is damaged/);
    const flipped = file.bytes.slice();
    flipped[Math.floor(flipped.length / 2)]! ^= 0xff;
    await refuse('flipped.evolora', flipped, /^The file “.*” is damaged/);
    await refuse('tomorrow.evolora', fromTomorrow(file.bytes), /newer version/);
    await refuse('notes.txt', new TextEncoder().encode('hello'), /^The file “notes.txt” is not a run of Evolora Lab/);
    expect(await lab.kept()).toEqual(before);
  });

  it('brings the run into another browser, where it goes on', async () => {
    const there = stateHashes(await lab.newestKept());
    const other = await openBrowser();
    try {
      const fresh = await LabPage.open(other, `${site.url}?${SMALL_WORLD}`);
      await fresh.reach(1);
      await fresh.importFile(file.name, file.bytes);
      await fresh.dialog.waitFor({ state: 'detached' });
      await fresh.page.getByText('World seven').waitFor();
      await fresh.reach(there.length - 1);
      expect(stateHashes(await fresh.newestKept()).slice(0, there.length)).toEqual(there);
      if (await fresh.button('Play').isVisible()) await fresh.play();
      await fresh.reach(there.length);
      expect(fresh.troubles).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

it('has no trouble to report', () => {
  expect(lab.troubles).toEqual([]);
});

/** The same file as a lab would write it whose format has moved on. */
function fromTomorrow(bytes: Uint8Array): Uint8Array {
  const parts = unzipSync(bytes);
  const manifest = JSON.parse(strFromU8(parts['manifest.json']!)) as { version: number };
  return zipSync({ ...parts, 'manifest.json': strToU8(JSON.stringify({ ...manifest, version: 99 })) });
}
