/**
 * How a reader of events says what it does not look at, so that a new type of event compiles only when every reader has
 * spoken: it handles the type, or adds it to its list.
 *
 *     switch (event.type) {
 *       case 'born': …
 *       default: return ignored(event, IGNORED);
 *     }
 */
import type { EventType } from './events.ts';

/**
 * Ends a switch over events. Does nothing; the compiler holds that the list names every type that is left, and none that
 * is handled.
 * @param _event  narrowed to the types that the switch leaves
 * @param _types  those types, as a constant list
 */
export function ignored<Named extends EventType, Left extends Named>(
  _event: { readonly type: Left },
  _types: readonly Named[] & readonly NoInfer<Left>[],
): void {}
