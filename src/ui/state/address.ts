/**
 * What an address may ask for, so that a world can be shared as a link: `?seed=7&preset=single&energy.ticket=0.4`. Every
 * parameter of the schema can stand there by its path; the others are as the preset has them, and without one as the lab's
 * first world has them. It shapes the first run only; a kept run goes on as it was. `host` names the model to begin on, `hub`
 * the place that models are fetched from, and `run` where a run lies that is to be fetched and opened.
 */
import { LabError } from '../../core/errors.ts';
import { configSchema, type Config } from '../../ecology/config/config.ts';
import { FIRST_PRESET, type OpenOptions, type Preset } from '../../lab/contract.ts';
import { panelParameterAt, whyImpossible, configWith } from '../words/catalogue.ts';
import { isOneOf } from './preferences.ts';

type AskedOptions = Pick<OpenOptions, 'prefer' | 'seed' | 'config' | 'host'>;

const isBackend = isOneOf('auto', 'webgpu', 'wasm');

/**
 * The options of an address's query; the presets are asked for only where they are needed. Rejects with LabError
 * `address-unreadable` for a name that is unknown or a value that cannot be.
 */
export async function optionsOf(query: string, presets: () => Promise<readonly Preset[]>): Promise<AskedOptions> {
  const {
    seed,
    backend,
    host,
    preset,
    hub: _hub,
    run: _run,
    ...parameters
  } = Object.fromEntries(new URLSearchParams(query));
  const options: AskedOptions = {};
  if (seed !== undefined) options.seed = seed;
  if (host !== undefined) options.host = host;
  if (backend !== undefined) options.prefer = backendOf(backend);
  if (preset !== undefined || Object.keys(parameters).length > 0)
    options.config = configOf(presetNamed(preset ?? FIRST_PRESET, await presets()).config, parameters);
  return options;
}

/** The hub that an address names; null for the usual one. */
export function hubOf(query: string): string | null {
  return new URLSearchParams(query).get('hub');
}

/**
 * The run that an address asks for; null where it asks for none. It may lie at the page's own place, on this machine, or
 * anywhere that is reached by https. Throws LabError `import-unreachable` for any other.
 * @param page  the page's own address
 */
export function runAskedIn(page: string): { name: string; address: string } | null {
  const asked = new URL(page).searchParams.get('run');
  if (asked === null) return null;
  const found = URL.canParse(asked, page) ? new URL(asked, page) : null;
  if (found === null) throw notAllowed(asked, 'it is no address');
  const isNear = found.origin === new URL(page).origin || /^(localhost|127\.0\.0\.1)$/.test(found.hostname);
  if (found.protocol !== 'https:' && !(found.protocol === 'http:' && isNear))
    throw notAllowed(asked, 'from elsewhere runs are fetched by https only');
  if (found.username !== '' || found.password !== '') throw notAllowed(asked, 'it has a name or a password in it');
  return { name: `${found.host}${found.pathname}`, address: found.href };
}

/** The page's address without the run that it asked for, once that is here: a reload goes on with the runs that are. */
export function withoutRun(page: string): string {
  const address = new URL(page);
  address.searchParams.delete('run');
  return address.href;
}

function notAllowed(asked: string, why: string): LabError {
  return new LabError(
    'import-unreachable',
    `The run at “${asked}” cannot be fetched: ${why}.`,
    'Correct the address, or fetch the file yourself and drop it on the page; your runs are as they were.',
  );
}

function presetNamed(name: string, presets: readonly Preset[]): Preset {
  const found = presets.find((preset) => preset.name === name);
  if (!found) throw unreadable(`there is no preset called ${name}`);
  return found;
}

function configOf(preset: Config, parameters: Readonly<Record<string, string>>): Config {
  const config = Object.entries(parameters).reduce(
    (changed, [path, text]) => withParameter(changed, path, text),
    preset,
  );
  const whole = configSchema.safeParse(config);
  if (!whole.success) throw unreadable(`${whole.error.issues[0]!.path.join('.')} ${whole.error.issues[0]!.message}`);
  return config;
}

function backendOf(text: string): NonNullable<OpenOptions['prefer']> {
  if (isBackend(text)) return text;
  throw unreadable(`a backend is auto, webgpu or wasm, not ${text}`);
}

function withParameter(config: Config, path: string, text: string): Config {
  const parameter = panelParameterAt(path);
  if (!parameter) throw unreadable(`there is no parameter called ${path}`);
  const value = { number: Number, list: listOf, choice: String, text: String }[parameter.kind](text);
  // Rules between parameters are asked once all of them are read.
  const alone = parameter.schema.safeParse(value);
  if (!alone.success) throw unreadable(whyImpossible(parameter, value, config) ?? `${path} cannot be ${text}`);
  return configWith(config, path, value);
}

/** `0.4,0.6` as numbers, `math/short,list.sort/short` as names. */
function listOf(text: string): (string | number)[] {
  const parts = text.split(',').filter(Boolean);
  return parts.every((part) => Number.isFinite(Number(part))) ? parts.map(Number) : parts;
}

function unreadable(why: string): LabError {
  return new LabError(
    'address-unreadable',
    `The address asks for a world that cannot be: ${why.replace(/\.$/, '')}. The world has the preset’s parameters instead.`,
    'Correct the address, or begin a new run with the parameters that you want.',
  );
}
