import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DType, Feeds } from '../../src/spec';

/** Runs Python's onnx and onnxruntime on our files: see test/oracle/onnx_files.py. */

const python = process.env.ORACLE_PYTHON ?? join(__dirname, '../../.cache/oracle/bin/python');
const script = join(__dirname, '../oracle/onnx_files.py');
const backend = join(__dirname, '../oracle/backend_onnx.py');
export const pythonIsThere = (): boolean => existsSync(python);

export interface Verdict {
  readonly inputs: Record<string, (string | number)[]>;
  readonly opsets: Record<string, number>;
  readonly metadata: Record<string, string>;
  readonly producer: string[];
  readonly outputs: Record<string, { shape: number[]; data: number[] }>;
}

/** Each file checked and run, in one process for all. */
export function judge(cases: readonly { readonly bytes: Uint8Array; readonly feeds: Feeds }[]): Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-'));
  try {
    const list = cases.map(({ bytes, feeds }, i) => {
      const file = join(folder, `${i}.onnx`);
      writeFileSync(file, bytes);
      const plain = Object.entries(feeds).map(([name, { data, shape, dtype }]) => [
        name,
        { data: [...data], shape, dtype },
      ]);
      return { file, feeds: Object.fromEntries(plain) };
    });
    return JSON.parse(ask([], JSON.stringify(list))) as Verdict[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Has onnx's own helpers write a model into the file. */
export const sample = (file: string): string => ask(['sample', file]);

export interface Numbers {
  readonly dtype: DType;
  readonly shape: number[];
  /** base64 */
  readonly data: string;
}
export interface BackendCase {
  readonly name: string;
  readonly op: string;
  /** base64 */
  readonly model: string;
  /** null: of a type that nobody has here */
  readonly inputs: Readonly<Record<string, Numbers | null>>;
  readonly outputs: Readonly<Record<string, Numbers | null>>;
  readonly rtol: number;
  readonly atol: number;
}

/** The node cases of onnx's own backend test, made by the package. */
export const backendCases = (): BackendCase[] =>
  ask([], '', backend)
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as BackendCase);

function ask(args: readonly string[], input = '', file = script): string {
  const { status, stdout, stderr } = spawnSync(python, [file, ...args], { input, maxBuffer: 1e9 });
  assert.equal(status, 0, String(stderr));
  return String(stdout);
}
