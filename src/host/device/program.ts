/** A small program of ours on a graphics device: WGSL with storage buffers, compiled when it first runs. */

/** The most workgroups in one direction that every device takes. */
const MOST_GROUPS = 65535;

export class Program {
  readonly #device: GPUDevice;
  readonly #code: string;
  #compiling: Promise<GPUComputePipeline> | undefined;

  /** @param code  WGSL with an entry `main` and its buffers at @group(0), in their order */
  constructor(device: GPUDevice, code: string) {
    this.#device = device;
    this.#code = code;
  }

  /**
   * Submits runs of the program, in their order. What it reads must have been submitted before; who reads what it made
   * sees it.
   */
  async run(runs: readonly { buffers: readonly GPUBuffer[]; workgroups: number }[]): Promise<void> {
    const module = (): GPUShaderModule => this.#device.createShaderModule({ code: this.#code });
    this.#compiling ??= this.#device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: module(), entryPoint: 'main' },
    });
    const pipeline = await this.#compiling;
    const layout = pipeline.getBindGroupLayout(0);
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    for (const { buffers, workgroups } of runs) {
      const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
      pass.setBindGroup(0, this.#device.createBindGroup({ layout, entries }));
      const columns = Math.min(workgroups, MOST_GROUPS);
      pass.dispatchWorkgroups(columns, Math.ceil(workgroups / columns));
    }
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
  }
}
