import { setFlagsFromString } from 'node:v8';
import { Module } from './assembler';
import { IMPORTS } from './pointwise';

let multiplyAdd: boolean | undefined;

/** Relaxed SIMD: available from Node 22 on; in Node 20 behind a flag, which is set here. */
export function hasMultiplyAdd(): boolean {
  const works = (): boolean => {
    const module = new Module(IMPORTS, true);
    module.function([], code => code.splat(0).splat(0).splat(0).multiplyAdd().op('drop'));
    return WebAssembly.validate(module.bytes());
  };
  if (multiplyAdd === undefined && !works()) setFlagsFromString('--experimental-wasm-relaxed-simd');
  multiplyAdd ??= works();
  return multiplyAdd;
}
