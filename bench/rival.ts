/** The rival: transformers.js and its own `generate`, on the same model's files and as many threads. */
import type { PreTrainedModel } from '@huggingface/transformers';

/** A model as transformers.js opens it. */
export interface Rival {
  /** Milliseconds of each of `steps` greedy decode steps of some rows of equal length, behind their prompts. */
  msOfSteps(prompts: readonly (readonly number[])[], steps: number): Promise<number[]>;
  dispose(): Promise<void>;
}

/**
 * Opens the model in a folder of the Hub's layout.
 * @param dtype  `q8` reads onnx/model_quantized.onnx, `fp32` onnx/model.onnx
 */
export async function openRival(folder: string, dtype: 'q8' | 'fp32', threads: number): Promise<Rival> {
  const { AutoModelForCausalLM, Tensor, env } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  const session_options = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 as const };
  const options = { dtype, device: 'cpu', local_files_only: true, session_options } as const;
  const model: PreTrainedModel = await AutoModelForCausalLM.from_pretrained(folder, options);
  return {
    async msOfSteps(prompts, steps) {
      const dims = [prompts.length, prompts[0]!.length];
      const whole = (values: bigint[]) => new Tensor('int64', BigInt64Array.from(values), dims);
      const stamps: number[] = [];
      const stamp = (ids: readonly unknown[]) => {
        stamps.push(performance.now());
        return ids.map(() => false);
      };
      await model.generate({
        inputs: whole(prompts.flat().map(BigInt)),
        attention_mask: whole(prompts.flat().map(() => 1n)),
        max_new_tokens: steps + 1,
        do_sample: false,
        eos_token_id: -1,
        stopping_criteria: [stamp],
      } as unknown as Parameters<PreTrainedModel['generate']>[0]);
      if (stamps.length !== steps + 1) throw new Error(`transformers.js took ${stamps.length - 1} steps, not ${steps}`);
      return stamps.slice(1).map((stamp, i) => stamp - stamps[i]!);
    },
    dispose: async () => void (await model.dispose()),
  };
}
