import { messageOf, Problem, TensorwireError } from '../../errors';

/**
 * Turns an exception of ONNX Runtime into a TensorwireError. Its texts quote the node (`Name:'dense_1/Gemm_2'` when
 * running, `Node (dense_1/Gemm_2)` when loading), whose name begins with the layer: that becomes the subject.
 */
export function failure(error: unknown, subject: string): TensorwireError {
  if (error instanceof Problem) return error.about(subject);
  const text = messageOf(error);
  const node = /Name:'([^']*)'/.exec(text)?.[1] ?? /Node:? ?\(([^)]*)\)/.exec(text)?.[1];
  const reason = text
    .replace(/^.*ERROR_MESSAGE: /s, '')
    .replace(/^.*Status Message: /s, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (!node) return new TensorwireError(subject, `ONNX Runtime stopped: ${reason}`, { cause: error });
  const slash = node.lastIndexOf('/');
  const scope = slash > 0 ? node.slice(0, slash) : subject;
  return new TensorwireError(scope, `ONNX Runtime stopped in ${node.slice(slash + 1)}: ${reason}`, {
    node,
    cause: error,
  });
}
