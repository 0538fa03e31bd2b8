/** The kinds of value that events are made of. Energy is in E, on the ledger's grid; weights are named by content hash. */
import { z } from 'zod';
import { DEPTHS } from '../../core/depth.ts';

export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const organelleId = z.int().min(1);
export const energy = z.number();
export const cellId = z.string().max(80);
export const depth = z.enum(DEPTHS);
/** Frobenius norms, one a site of the host, to three digits. */
export const norms = z.array(z.number().min(0));
/** FLOPs, counted from the graph. */
export const flops = z.number().min(0);
