/**
 * What one sees of an event: every type of event is answered by changes, and nothing else moves on the pond. A new type of
 * event compiles only when it has its answer here.
 */
import type { Event, EventOf } from '../../ecology/events/events.ts';

/** What a change says, which gives it its colour. */
export type Tone = 'gain' | 'loss' | 'accent' | 'quiet';

export type PondChange =
  /** Food from the ground into a body (gain), or what an attempt in vain took out of it (loss). */
  | { kind: 'grain'; organelle: number; cell: string; tone: Tone }
  /** Energy that leaves a body for nowhere, such as its ticket, or comes to it from a person. */
  | { kind: 'drop'; organelle: number; tone: Tone; comes: boolean }
  /** A body comes out of its parents, or over the rim of the pond. */
  | { kind: 'bud'; organelle: number; parents: readonly number[] }
  /** A body dissolves. */
  | { kind: 'dissolve'; organelle: number; why: EventOf<'retired'>['why'] }
  /** A ring that closes on a body (something comes into it) or opens from it. */
  | { kind: 'ring'; organelle: number; tone: Tone; closes: boolean }
  /** The edge of a patch lights up. */
  | { kind: 'ripple'; cell: string; tone: Tone }
  /** A thread between a body and a patch: it is heard there, takes it, or becomes its elite. */
  | { kind: 'thread'; organelle: number; cell: string; tone: Tone }
  /** A thread between two bodies. */
  | { kind: 'bond'; organelles: readonly [number, number]; tone: Tone }
  /** A line passes over the whole pond. */
  | { kind: 'sweep'; tone: Tone }
  /** The food of all patches is laid anew. */
  | { kind: 'food' }
  /** Every patch shakes. */
  | { kind: 'quake' }
  /** The pond's clock goes on. */
  | { kind: 'clock' };

/** What one sees of an event, in order; at least one change for each. */
export function seenOf(event: Event): readonly PondChange[] {
  switch (event.type) {
    case 'run-started':
    case 'rules-changed':
    case 'forked':
    case 'tweaked':
    case 'meta-proposed':
    case 'meta-window-opened':
      return [{ kind: 'sweep', tone: 'accent' }];
    case 'measured':
    case 'meta-window':
    case 'meta-judged':
      return [{ kind: 'sweep', tone: 'quiet' }];
    case 'learning-refused':
      return [{ kind: 'sweep', tone: 'loss' }];
    case 'climate':
      return [{ kind: 'food' }];
    case 'catastrophe':
      return [{ kind: 'quake' }];
    case 'generation-ended':
      return [{ kind: 'clock' }];
    case 'cell-opened':
      return [{ kind: 'ripple', cell: event.cell, tone: 'gain' }];
    case 'cell-closed':
    case 'niche-starved':
      return [{ kind: 'ripple', cell: event.cell, tone: 'loss' }];
    case 'custom-changed':
      return [{ kind: 'ripple', cell: event.cell, tone: 'accent' }];
    case 'born':
      return [{ kind: 'bud', organelle: event.organelle, parents: event.parents }];
    case 'retired':
      return [{ kind: 'dissolve', organelle: event.organelle, why: event.why }];
    case 'ticket-paid':
      return [{ kind: 'drop', organelle: event.organelle, tone: 'quiet', comes: false }];
    case 'strike':
      return [{ kind: 'ring', organelle: event.organelle, tone: 'loss', closes: false }];
    case 'frozen':
      return [{ kind: 'ring', organelle: event.organelle, tone: 'quiet', closes: true }];
    case 'birth-waited':
      return [{ kind: 'ring', organelle: event.organelle, tone: 'quiet', closes: false }];
    case 'learned':
      return [{ kind: 'ring', organelle: event.organelle, tone: event.dropped ? 'loss' : 'accent', closes: true }];
    case 'morphed':
      return [{ kind: 'ring', organelle: event.organelle, tone: 'gain', closes: event.to < event.from }];
    case 'feedback':
      return [{ kind: 'drop', organelle: event.organelle, ...toneOfThumb(event.thumb) }];
    case 'episode':
      return changesOfEpisode(event);
    case 'assimilated':
      return [{ kind: 'bond', organelles: event.parents, tone: event.verdict === 'passed' ? 'gain' : 'loss' }];
    default:
      return changesOnGround(event);
  }
}

type OnGround = EventOf<'elite' | 'auditioned' | 'niche-taken' | 'mastered' | 'canary' | 'routed'>;

/** What ties somebody to a patch. */
function changesOnGround(event: OnGround): readonly PondChange[] {
  switch (event.type) {
    case 'elite':
      return [{ kind: 'thread', organelle: event.organelle, cell: `${event.family}/${event.depth}`, tone: 'gain' }];
    case 'auditioned':
      return event.heard.map(({ organelle }, at) => {
        const who = organelle ?? event.organelle;
        return { kind: 'thread', organelle: who, cell: event.cell, tone: at === event.winner ? 'gain' : 'quiet' };
      });
    case 'niche-taken':
      return [
        { kind: 'ripple', cell: event.cell, tone: 'gain' },
        { kind: 'thread', organelle: event.organelle, cell: event.cell, tone: 'accent' },
      ];
    case 'mastered':
      return [{ kind: 'ripple', cell: event.cell, tone: 'gain' }];
    case 'canary':
      return [{ kind: 'ripple', cell: event.cell, tone: event.regression ? 'loss' : 'quiet' }];
    case 'routed':
      if (event.organelles.length === 0) return [{ kind: 'sweep', tone: 'quiet' }];
      return event.organelles.map((organelle) => ({ kind: 'ring', organelle, tone: 'quiet', closes: true }));
  }
}

function changesOfEpisode({ organelle, cell, solved, team }: EventOf<'episode'>): readonly PondChange[] {
  const tone = solved ? 'gain' : 'loss';
  const own: PondChange = { kind: 'grain', organelle, cell, tone };
  return team?.alive ? [own, { kind: 'bond', organelles: [organelle, team.partner], tone }] : [own];
}

const toneOfThumb = (thumb: EventOf<'feedback'>['thumb']) =>
  ({ tone: thumb === 'up' ? 'gain' : 'loss', comes: thumb === 'up' }) as const;
