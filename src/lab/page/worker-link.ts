/** One worker with a lab in it, from its start to its end. */
import { proxy, transfer, wrap } from 'comlink';
import type { LabMessage } from '../contract.ts';
import type { Owner } from '../ownership.ts';
import type { CommandName, LabEndpoint, Reply } from '../crossing.ts';

export interface WorkerLink {
  command(name: CommandName, args: readonly unknown[]): Promise<Reply>;
  terminate(): void;
}

export type StartWorker = (options: {
  ownership: Owner;
  onMessage: (message: LabMessage) => void;
  /** @param why continues “The lab’s worker stopped: …” */
  onDeath: (why: string) => void;
}) => WorkerLink;

export const startWorker: StartWorker = ({ ownership, onMessage, onDeath }) => {
  const worker = new Worker(new URL('../../../workers/lab.worker.ts', import.meta.url), { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<LabMessage>) => onMessage(data);
  worker.onerror = (event) => onDeath(event.message || 'it could not be loaded');
  worker.onmessageerror = () => onDeath('it sent something that cannot be read');
  const endpoint = wrap<LabEndpoint>(worker);
  void endpoint.connect(transfer({ siteUrl: document.baseURI, port: port2 }, [port2]), proxy(ownership));
  return {
    command: (name, args) => endpoint.command(name, args),
    terminate() {
      worker.terminate();
      port1.close();
    },
  };
};
