import { gpuTraffic } from '../gpu-counter.ts';
import { stepTraffic } from './traffic.ts';
const names: string[] = [];
let on = false;
export async function kernels(folder: string, size: never): Promise<{ steps: unknown; names: string[] }> {
  gpuTraffic();
  if (!on) {
    on = true;
    const P = (globalThis as any).GPUComputePassEncoder.prototype;
    const was = P.setPipeline; const d = P.dispatchWorkgroups;
    P.setPipeline = function (p: any) { this.zz = p.label; return was.call(this, p); };
    P.dispatchWorkgroups = function (...a: any[]) { names.push(this.zz + ' ' + a.join('x')); return d.apply(this, a); };
  }
  names.length = 0;
  const steps = await stepTraffic(folder, size);
  return { steps: steps.map((s) => [s.prefill, ...s.steps].map((x) => x.dispatches)), names };
}
