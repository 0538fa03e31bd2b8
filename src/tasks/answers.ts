/** Tasks answered and graded, beside a world's attempts: judgements, measurements, comparisons. */
import type { Random } from '../base/random.ts';
import type { Adapter, Host, HostDecodeOptions } from '../host/index.ts';
import { gradersReady } from './code/function.ts';
import { familyOf } from './families.ts';
import type { Task } from './task.ts';

/** Who answers which task. */
interface Question {
  task: Task;
  /** Null for the bare host. */
  adapter: Adapter | null;
  /** Draws of this row, which a greedy answer needs none of. */
  random: Random;
}

export interface Answer {
  text: string;
  grade: number;
  solved: boolean;
  /** Plain words for a person. */
  why: string;
  promptTokens: number;
  newTokens: number;
  flops: number;
}

export interface AnswerOptions extends Pick<HostDecodeOptions, 'signal' | 'breathe'> {
  maxNewTokens: number;
  /** 0, greedy, unless told */
  temperature?: number;
  /** 1 unless told */
  topP?: number;
}

/** All questions in one batch; answers in their order. Throws the abort reason, or what decoding throws. */
export async function answerTasks(
  host: Pick<Host, 'decode' | 'encodePrompt' | 'decodeText' | 'cost'>,
  questions: readonly Question[],
  { maxNewTokens, temperature = 0, topP = 1, signal, breathe }: AnswerOptions,
): Promise<Answer[]> {
  const results = await host.decode(
    questions.map(({ task, adapter, random }) => ({
      prompt: host.encodePrompt(task.prompt),
      adapter,
      maxNewTokens,
      temperature,
      topP,
      random,
    })),
    { signal, breathe },
  );
  await gradersReady();
  return results.map(({ tokens, promptTokens }, i) => {
    const { task, adapter } = questions[i]!;
    const text = host.decodeText(tokens);
    const graded = familyOf(task.family).grade(text, task.target);
    const flops = host.cost.flops(promptTokens, tokens.length, adapter?.rank ?? 0);
    return { text, ...graded, promptTokens, newTokens: tokens.length, flops };
  });
}
