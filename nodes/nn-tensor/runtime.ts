import { types } from 'node:util';
import { badArgument, Tensor, tensors } from '../../src';
import { defineNode } from '../shared/define';
import { type Message, read, write } from '../shared/message';
import settings from './settings';
import { tensorRoute } from './view-route';

/** Makes tensors, and changes their shapes and numbers. */
export default defineNode(
  'nn-tensor',
  settings,
  (live, given) => {
    const { RED } = live;
    const { property, result } = given;
    /** Large ones take several turns of the event loop; later messages wait, so that none overtakes. */
    let last: Promise<unknown> | null = null;
    const inOrder = (work: () => unknown): unknown => {
      const made = last ? last.then(work) : work();
      if (!types.isPromise(made)) return made;
      const over = (): void => {
        if (last === turn) last = null;
      };
      const turn: Promise<unknown> = made.then(over, over);
      last = turn;
      return made;
    };
    const finish = (message: Message, made: unknown): Message => {
      if (Tensor.is(made)) live.ready(`${made.shape.join('×') || '1'} · ${made.dtype}`);
      return write(RED, message, result, made);
    };
    return message => {
      const value = read(RED, message, property);
      const made = inOrder(() => tensors.inTurns(act(value)));
      return types.isPromise(made) ? made.then(tensor => finish(message, tensor)) : finish(message, made);
    };

    function* act(value: unknown): tensors.Work<unknown> {
      const tensor = () => Tensor.expect(value, `msg.${property}`);
      switch (given.action) {
        case 'from array':
          return yield* fromAny(value);
        case 'to array':
          if (given.as === 'typed') return tensors.toTypedArray(tensor());
          return given.as === 'buffer' ? tensors.toBytes(tensor()) : yield* tensors.toNestedWork(tensor());
        case 'reshape':
          if (given.shape === null) throw badArgument('shape', 'whole numbers, as in 28, −1', '');
          return tensors.reshape(tensor(), given.shape);
        case 'slice':
          return tensors.slice(tensor(), given.begin ?? [], given.size ?? []);
        case 'stack': {
          if (!Array.isArray(value)) throw badArgument(`msg.${property}`, 'an array of Tensors', value);
          const all = value.map((t, i) => Tensor.expect(t, `msg.${property}[${i}]`));
          return tensors.stack(all, given.axis);
        }
        case 'scale':
          return yield* tensors.scaleWork(tensor(), { scale: given.scale, offset: given.offset });
        case 'one-hot':
          return yield* tensors.oneHotWork(tensor(), given.depth ?? undefined);
      }
    }

    /** Converts nested arrays, typed arrays and Buffers; a Tensor is only reshaped. */
    function* fromAny(value: unknown): tensors.Work<Tensor> {
      const shape = given.shape ?? undefined;
      if (Tensor.is(value)) return shape ? tensors.reshape(value, shape) : value;
      if (Buffer.isBuffer(value)) return yield* tensors.fromBytesWork(value, given.format, shape);
      if (types.isTypedArray(value)) return tensors.fromTypedArray(value as Float32Array, shape);
      const tensor = yield* tensors.fromNestedWork(value, { dtype: given.dtype, where: `msg.${property}` });
      return shape ? tensors.reshape(tensor, shape) : tensor;
    }
  },
  { routes: tensorRoute },
);
