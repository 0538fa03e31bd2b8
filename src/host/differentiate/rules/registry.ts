/** Which rule belongs to which operator. An operator in neither list stops the pass with its name. */
import type { Rule } from '../rule.ts';
import * as activation from './activation.ts';
import * as arithmetic from './arithmetic.ts';
import { conv } from './conv.ts';
import { gather, gatherNd } from './gather.ts';
import { gemm, matMul } from './matmul.ts';
import { rmsNorm, skipRmsNorm } from './norm.ts';
import { concat, slice, split } from './pieces.ts';
import { matMulNBits } from './quantised.ts';
import { reduceMean, reduceSum } from './reduce.ts';
import { rotary } from './rotary.ts';
import { cast, expand, identity, reshape, transpose } from './shape.ts';
import { softmax } from './softmax.ts';
import { where } from './where.ts';

/** By operator type; the same name in two domains is the same function. */
export const OPERATOR_RULES: Readonly<Record<string, Rule>> = {
  Add: arithmetic.add,
  Sub: arithmetic.sub,
  Mul: arithmetic.mul,
  Div: arithmetic.div,
  Pow: arithmetic.pow,
  Sqrt: arithmetic.sqrt,
  Neg: arithmetic.neg,
  Reciprocal: arithmetic.reciprocal,
  Exp: arithmetic.exp,
  Sigmoid: activation.sigmoid,
  Tanh: activation.tanh,
  Erf: activation.erf,
  Relu: activation.relu,
  Clip: activation.clip,
  Gelu: activation.gelu,
  FastGelu: activation.fastGelu,
  QuickGelu: activation.quickGelu,
  Softmax: softmax,
  SimplifiedLayerNormalization: rmsNorm,
  RMSNormalization: rmsNorm,
  SkipSimplifiedLayerNormalization: skipRmsNorm,
  RotaryEmbedding: rotary,
  MatMul: matMul,
  Gemm: gemm,
  MatMulNBits: matMulNBits,
  Conv: conv,
  Reshape: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Flatten: reshape,
  Identity: identity,
  Cast: cast,
  Transpose: transpose,
  Expand: expand,
  Slice: slice,
  Split: split,
  Concat: concat,
  Where: where,
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  Gather: gather,
  GatherND: gatherNd,
};

/** Operators whose output does not change with small changes of the input: shapes and comparisons. */
export const FLAT: ReadonlySet<string> = new Set([
  'Shape',
  'Size',
  'IsNaN',
  'IsInf',
  'Equal',
  'Less',
  'LessOrEqual',
  'Greater',
  'GreaterOrEqual',
  'Not',
  'And',
  'Or',
]);
