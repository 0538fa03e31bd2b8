/** The developer tools of the lab's worker, for what no script in it can see: its heap, with the garbage gone. */
import type { LabPage } from './lab-page.ts';

export interface WorkerDevtools {
  /** Bytes that the worker's JavaScript and its buffers hold on to. Shared wasm memory is not among them. */
  heapBytes(): Promise<number>;
  close(): Promise<void>;
}

interface HeapUsage {
  usedSize: number;
  embedderHeapUsedSize: number;
  backingStorageSize: number;
}

/** Attaches to the worker as it is now; a worker that is replaced later needs another call. */
export async function openWorkerDevtools(lab: LabPage): Promise<WorkerDevtools> {
  const session = await lab.page.context().newCDPSession(lab.page);
  const attached = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.url.includes('lab.worker')) resolve(sessionId);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  let calls = 0;
  const call = (method: string) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++calls;
      const hear = ({ message }: { message: string }) => {
        const answer = JSON.parse(message) as { id?: number; result?: unknown; error?: { message: string } };
        if (answer.id !== id) return;
        session.off('Target.receivedMessageFromTarget', hear);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer.result);
      };
      session.on('Target.receivedMessageFromTarget', hear);
      const message = JSON.stringify({ id, method });
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  return {
    async heapBytes() {
      await call('HeapProfiler.collectGarbage');
      const usage = (await call('Runtime.getHeapUsage')) as HeapUsage;
      return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
    },
    close: () => session.detach(),
  };
}
