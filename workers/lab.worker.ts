/** The lab's worker: nothing but the wiring. */
import { expose } from 'comlink';
import { labEndpoint } from '../src/lab/worker/worker-side.ts';

expose(labEndpoint());
