/** Where SmolLM2-135M-Instruct lies: it does not ship with the lab, and EVOLORA_HOSTS says where it and its golden values are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const GRAPH = 'onnx/model_quantized.onnx';

/** The model's folder; throws where there is none. */
export function smollm2Folder(): string {
  const hosts = process.env['EVOLORA_HOSTS'];
  const found = hosts && [hosts, join(hosts, 'smollm2-135m')].find((path) => existsSync(join(path, GRAPH)));
  if (!found)
    throw new Error(`There is no ${GRAPH} in EVOLORA_HOSTS (${hosts ?? 'not set'}) or its folder smollm2-135m.`);
  return found;
}
