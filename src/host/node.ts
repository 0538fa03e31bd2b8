/** The door for Node: files from a folder, the model on the processor. */
export { folderFiles } from './files/folder.ts';
export { nodeRuntime, type NodeDevice } from './runtime/node.ts';
export { openHost, type OpenNodeOptions } from './session/open-node.ts';
