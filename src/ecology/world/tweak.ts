/** Turning one dial of a living world. */
import type { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import type { EventOf } from '../events/events.ts';
import { parameterAt, valueAt, withValue } from '../config/parameters.ts';
import type { World } from './world.ts';

/** Changes the world's config and returns the event that says so. LabError `parameter-fixed` for what may not change. */
export function applyTweak(world: World, path: string, value: unknown): EventOf<'tweaked'> {
  const { meta } = parameterAt(path);
  if (!meta.live) {
    throw new LabError('parameter-fixed', `${meta.title} is fixed when a run begins.`, 'Begin a new run to change it.');
  }
  const from = valueAt(world.config, path);
  world.config = withValue(world.config, path, value);
  return { type: 'tweaked', path, from: from as z.core.util.JSONType, to: value as z.core.util.JSONType };
}
