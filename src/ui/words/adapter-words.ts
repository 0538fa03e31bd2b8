/** What adapters of somebody's own may be, as the dialogs say it. */

export const BESIDE =
  'Adapters made for the model of the open run, which answer the same tasks: a folder or a zip with PEFT directories, as Export makes ' +
  'them, or .safetensors and .onnx_adapter files, any number of them. The run does not get them.';
export const FOUNDERS =
  'Adapters that the first founders begin with, made for this model: a folder or a zip with PEFT directories, as Export makes them, or ' +
  '.safetensors and .onnx_adapter files. All of them are founders; those beyond them begin at random.';
export const BROUGHT =
  'Adapters that come into the fork as newcomers, made for this model: a folder or a zip with PEFT directories, as Export makes them, or ' +
  '.safetensors and .onnx_adapter files. Each begins a line of its own, with a founder’s energy.';
export const AS_ELITES =
  'Each answers up to 32 train tasks of every open cell, or of those that the router.json beside it names, as everybody’s attempts are answered, ' +
  'graded and priced. What it proves is offered to the archive, which takes it where it is better than who is there.';
