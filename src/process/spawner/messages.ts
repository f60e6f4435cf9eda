/** Messages between Node-RED and the spawner. Node-RED chooses a child's number. */

export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ToSpawner =
  | {
      readonly kind: 'start';
      readonly child: number;
      readonly program: Program;
      /** the process whose open files the child inherits, and their descriptors */
      readonly files: { readonly of: number; readonly descriptors: readonly number[] };
    }
  | { readonly kind: 'send'; readonly child: number; readonly message: object }
  | { readonly kind: 'kill'; readonly child: number };

export type FromSpawner =
  | { readonly kind: 'started'; readonly child: number; readonly pid: number }
  /** `files`: it cannot open the files; another process may */
  | { readonly kind: 'failed'; readonly child: number; readonly reason: string; readonly files: boolean }
  | { readonly kind: 'message'; readonly child: number; readonly message: unknown }
  | { readonly kind: 'said'; readonly child: number; readonly text: string }
  | {
      readonly kind: 'closed';
      readonly child: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };
