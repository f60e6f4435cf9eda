import type { StackCheck } from './instruction-writer';
import type { Instruction, ValueType } from './instructions';

/**
 * Tracks the types on the operand stack after each instruction. An instruction that does not find its operands is an
 * error where it is written: V8 would only give a byte offset in the module.
 */
export class OperandStack implements StackCheck {
  private stack: ValueType[] = [];
  private readonly outer: ValueType[][] = [];
  private written = 0;

  apply({ name, takes, gives }: Pick<Instruction, 'name' | 'takes' | 'gives'>): void {
    this.written++;
    const found = takes.length === 0 ? [] : this.stack.splice(-takes.length);
    if (found.length < takes.length || takes.some((type, i) => type !== 'any' && type !== found[i]))
      throw this.wrong(`${name} takes ${listed(takes)}, and the stack holds ${listed([...this.stack, ...found])}`);
    this.stack.push(...gives);
  }
  enter(): void {
    this.outer.push(this.stack);
    this.stack = [];
  }
  leave(): void {
    if (this.stack.length > 0) throw this.wrong(`the block or function ends and leaves ${listed(this.stack)}`);
    this.stack = this.outer.pop() ?? [];
  }

  private wrong(problem: string): Error {
    return new Error(`instruction ${this.written}: ${problem}`);
  }
}

const listed = (types: readonly string[]): string => types.join(' ') || 'nothing';
