/**
 * The hub, or a mirror of it, as somebody to ask: one question, and either its answer or why there is none, in a sentence.
 * A token goes to this address only: what a redirect leads to on another origin never sees it.
 */
import { LabError } from '../core/errors.ts';

export interface HubServer {
  /** without a slash at its end */
  address: string;
  /** for models that are not for everybody; nobody keeps it */
  token?: string | undefined;
  fetch: typeof fetch;
}

interface Question {
  /** what is asked for, as a sentence names it */
  what: string;
  url: string;
  headers?: Record<string, string>;
  /** GET unless told */
  method?: 'HEAD';
  signal: AbortSignal;
}

/** Statuses that may be another one in a moment. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks. Throws LabError `hub-refused`, `hub-unknown`, `hub-busy`, `hub-trouble` or `hub-unreachable`, the signal's reason
 * where it is given up.
 */
export async function askHub(
  server: HubServer,
  { what, url, headers = {}, signal, method }: Question,
): Promise<Response> {
  const token = server.token && isOf(server, url) && { Authorization: `Bearer ${server.token}` };
  const response = await server
    .fetch(url, {
      method: method ?? 'GET',
      headers: { ...headers, ...token },
      signal,
      credentials: 'omit',
      cache: 'no-store',
    })
    .catch((cause: unknown) => {
      throw signal.aborted ? signal.reason : unreachable(server, what, cause);
    });
  if (response.ok) return response;
  await response.body?.cancel().catch(() => undefined);
  throw refusal(server, what, response);
}

/** What may be another answer in a moment, and after how many ms at the earliest; null for what stays. */
export function waitBefore(thrown: unknown): number | null {
  if (thrown instanceof HubTrouble) return thrown.waitMs;
  return thrown instanceof LabError && thrown.code === 'hub-unreachable' ? 0 : null;
}

/** A trouble that passes, and when. */
export class HubTrouble extends LabError {
  constructor(
    code: 'hub-busy' | 'hub-trouble',
    sentence: string,
    nextStep: string,
    readonly waitMs: number,
  ) {
    super(code, sentence, nextStep);
  }
}

export function hubHost({ address }: HubServer): string {
  return new URL(address).host;
}

function isOf({ address }: HubServer, url: string): boolean {
  return url.startsWith(`${address}/`);
}

function refusal(server: HubServer, what: string, response: Response): LabError {
  const { status } = response;
  const [hub, said] = [hubHost(server), response.headers.get('X-Error-Code') ?? ''];
  if (status === 429) return busy(hub, what, response);
  if (PASSING.has(status)) {
    const sentence = `${hub} is in trouble and did not give ${what} (it said ${status}).`;
    return new HubTrouble('hub-trouble', sentence, 'Try again in a while; what has come so far is kept.', 0);
  }
  if (status === 404 || status === 410) return unknown(hub, what, said);
  if (status === 416)
    return new LabError(
      'hub-damaged',
      `${hub} has a shorter ${what} than it listed.`,
      'Try again later, or with another hub or revision; nothing of that file was kept.',
    );
  if (said === 'GatedRepo' || (status === 403 && server.token))
    return new LabError(
      'hub-refused',
      `${hub} gives ${what} only to those who were granted it (it said ${status}).`,
      'Accept the model’s terms on its page there, then try again with a token of yours.',
    );
  if (status === 401 || status === 403)
    return new LabError(
      'hub-refused',
      server.token
        ? `${hub} does not know this token, or has no ${what} (it said ${status}).`
        : `${hub} has no ${what}, or does not show it to everybody (it said ${status}).`,
      server.token ? 'Check the token and the name.' : 'Check the name; a model that is not public needs a token.',
    );
  return new LabError(
    'hub-trouble',
    `${hub} did not give ${what} (it said ${status}).`,
    'Check the name and the address of the hub, then try again.',
  );
}

function unknown(hub: string, what: string, said: string): LabError {
  const nextStep =
    said === 'RevisionNotFound'
      ? 'Check the revision, what stands behind the @; without one it is main.'
      : 'Check the name, and the address of the hub where you gave one.';
  return new LabError('hub-unknown', `${hub} has no ${what}.`, nextStep);
}

function busy(hub: string, what: string, { headers }: Response): HubTrouble {
  const seconds = secondsToWait(headers);
  const until = seconds === null ? 'in some minutes' : `in ${inWords(seconds)}`;
  return new HubTrouble(
    'hub-busy',
    `${hub} was asked too often and gives ${what} later${seconds === null ? '' : `, ${until}`} (it said 429).`,
    `Try again ${until}; what has come so far is kept. A token of your own raises the limit.`,
    seconds === null ? Infinity : seconds * 1000,
  );
}

/** Of `Retry-After`, or of the newer `RateLimit: "api";r=0;t=55`; null where neither says it. */
function secondsToWait(headers: Headers): number | null {
  const after = headers.get('Retry-After');
  if (after !== null && /^\d+$/.test(after.trim())) return Number(after);
  const limit = /;\s*t=(\d+)/.exec(headers.get('RateLimit') ?? '');
  return limit ? Number(limit[1]) : null;
}

function inWords(seconds: number): string {
  if (seconds < 100) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function unreachable(server: HubServer, what: string, cause: unknown): LabError {
  return new LabError(
    'hub-unreachable',
    `${hubHost(server)} cannot be reached, so ${what} did not come.`,
    'Check the connection and the address of the hub, then try again; what has come so far is kept.',
    { cause },
  );
}
