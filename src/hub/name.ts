/** How a model on the hub is named: `hub:org/name`, with `@revision` for another than the newest of its main branch. */
import { LabError } from '../core/errors.ts';

export interface HubName {
  /** `org/name` */
  repository: string;
  /** a branch, a tag or a commit */
  revision: string;
}

/** Where models are asked for unless a mirror is named. */
export const HUB_ADDRESS = 'https://huggingface.co';
/** Before a name where a directory could stand as well. */
export const HUB_PREFIX = 'hub:';
const MAIN = 'main';

/** Each half as the hub allows it: letters, digits, `-`, `_` and `.`, the last three neither at an end nor doubled. */
const PART = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/;
const REVISION = /^(?!.*(?:\.\.|\/\/))[\w][\w./-]{0,127}$/;
/** The page of a model, as somebody copies it from the address bar. */
const PAGE = /^https?:\/\/[^/]+\/([^/]+\/[^/?#@]+)(?:\/tree\/([^?#]+?))?\/?(?:[?#].*)?$/;

/**
 * What was typed, with the prefix or without, or the address of the model's page. Throws LabError `hub-name`.
 * @example hubName('hub:org/name@v1') // → { repository: 'org/name', revision: 'v1' }
 */
export function hubName(typed: string): HubName {
  const text = typed.trim();
  const [, page, tree] = PAGE.exec(text) ?? [];
  const [repository = '', revision = tree ?? MAIN, ...more] = (page ?? text.replace(/^hub:/, '')).split('@');
  const parts = repository.split('/');
  if (more.length === 0 && parts.length === 2 && parts.every((part) => PART.test(part)) && REVISION.test(revision))
    return { repository, revision };
  throw new LabError(
    'hub-name',
    `“${text.slice(0, 120)}” is no name of a model on the hub.`,
    'A name is ORG/NAME, such as HuggingFaceTB/SmolLM2-135M-Instruct, and may end with @ and a revision.',
  );
}

/** As it is typed. */
export function writtenName({ repository, revision }: HubName): string {
  return revision === MAIN ? repository : `${repository}@${revision}`;
}

/**
 * The address of the hub or a mirror, without a slash at its end; a path may belong to it. Throws LabError `hub-name` for
 * anything but http and https, and for one with a password or a query in it.
 */
export function hubAddress(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : null;
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new LabError(
    'hub-name',
    `“${typed.slice(0, 120)}” is no address of a hub.`,
    'An address begins with https:// or http:// and has neither password nor query, such as https://huggingface.co.',
  );
}

/** The address of a file, as transformers.js asks for it. */
export function fileAddress(hub: string, { repository, revision }: HubName, path: string): string {
  return `${hub}/${repository}/resolve/${encodeURIComponent(revision)}/${encodedPath(path)}`;
}

function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
