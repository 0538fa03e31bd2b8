/**
 * The registry of optional organs: each a file of its own that declares its parameters, its words and its worth. An organ is
 * added by one file and one line here; the config's group, the panel, the counters and the words follow.
 */
import * as canaries from './organs/canaries.ts';
import * as catastrophe from './organs/catastrophe.ts';
import * as customs from './organs/customs.ts';
import * as feedback from './organs/feedback.ts';
import * as memory from './organs/memory.ts';
import * as recurrence from './organs/recurrence.ts';
import * as teams from './organs/teams.ts';
import * as winter from './organs/winter.ts';

/** In the order of the panel. */
export const ORGANS = { winter, catastrophe, customs, teams, memory, recurrence, feedback, canaries };

type OrganName = keyof typeof ORGANS;

/** All members of a union at once. */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The parameters of all organs, in the organs' order. */
export const organParameters = Object.assign(
  {},
  ...Object.values(ORGANS).map(({ parameters }) => parameters),
) as Together<(typeof ORGANS)[OrganName]['parameters']>;

/** Their declarations as mechanisms, by name. */
export const organMechanisms = Object.fromEntries(
  Object.entries(ORGANS).map(([name, { declaration }]) => [name, declaration]),
) as { [Name in OrganName]: (typeof ORGANS)[Name]['declaration'] };
