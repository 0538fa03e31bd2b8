/** The door for Node: files from a folder, the model on the processor or another device. */
export { folderFiles } from './files/folder.ts';
export { NODE_DEVICES, type NodeDevice } from './runtime/node-device.ts';
export { nodeRuntime } from './runtime/node.ts';
export { openHost, type OpenNodeOptions } from './session/open-node.ts';
