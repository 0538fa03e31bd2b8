/** The door for Node: the model on the processor. */
export { nodeRuntime } from './runtime/node.ts';
