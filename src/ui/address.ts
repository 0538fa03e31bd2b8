/**
 * What an address may ask for, so that a world can be shared as a link: `?seed=7&energy.ticket=0.4&backend=wasm`. Every
 * parameter of the schema can stand there by its path. It shapes the first run only; a kept run goes on as it was.
 */
import { LabError } from '../core/errors.ts';
import { configSchema, defaultConfig, type Config } from '../ecology/config.ts';
import type { OpenOptions } from '../lab/contract.ts';
import { parameterAt, sameValue, whyImpossible, withValue } from './parameters/catalogue.ts';
import { isOneOf } from './preferences.ts';

const isBackend = isOneOf('auto', 'webgpu', 'wasm');

/**
 * The options of an address's query. Throws LabError `address-unreadable` for a parameter that is unknown or a value that
 * cannot be.
 */
export function optionsOf(query: string): Pick<OpenOptions, 'prefer' | 'seed' | 'config'> {
  const options: Pick<OpenOptions, 'prefer' | 'seed' | 'config'> = {};
  let config: Config = defaultConfig();
  for (const [name, text] of new URLSearchParams(query)) {
    if (name === 'seed') options.seed = text;
    else if (name === 'backend') options.prefer = backendOf(text);
    else config = withParameter(config, name, text);
  }
  const whole = configSchema.safeParse(config);
  if (!whole.success) throw unreadable(`${whole.error.issues[0]!.path.join('.')} ${whole.error.issues[0]!.message}`);
  if (!sameValue(config, defaultConfig())) options.config = config;
  return options;
}

function backendOf(text: string): NonNullable<OpenOptions['prefer']> {
  if (isBackend(text)) return text;
  throw unreadable(`a backend is auto, webgpu or wasm, not ${text}`);
}

function withParameter(config: Config, path: string, text: string): Config {
  const parameter = parameterAt(path);
  if (!parameter) throw unreadable(`there is no parameter called ${path}`);
  const value = { number: Number, list: listOf, choice: String }[parameter.kind](text);
  // Rules between parameters are asked once all of them are read.
  const alone = parameter.schema.safeParse(value);
  if (!alone.success) throw unreadable(whyImpossible(parameter, value, config) ?? `${path} cannot be ${text}`);
  return withValue(config, path, value);
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
