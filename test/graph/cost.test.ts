import assert from 'node:assert/strict';
import { conv, convInputGradient, input, matmul, multiplyAdds, relu, reshape, scan, tanh } from '../../src/graph';

/** The figures are those of loops written out: one multiply-add for each turn of the innermost. */
describe('multiply-adds of a graph, for one row', () => {
  it('of a product: rows × inner × columns, whichever side is transposed', () => {
    const x = input('x', ['N', 7, 4]);
    assert.equal(multiplyAdds([relu(matmul(x, input('w', [4, 3])))]), 7 * 4 * 3);
    assert.equal(multiplyAdds([matmul(x, input('w', [3, 4]), { transposeB: true })]), 7 * 4 * 3);
    assert.equal(multiplyAdds([matmul(x, input('w', [7, 3]), { transposeA: true })]), 4 * 7 * 3);
  });
  it('of a batch that was folded into rows', () =>
    assert.equal(multiplyAdds([matmul(reshape(input('x', ['N', 7, 4]), ['7*N', 4]), input('w', [4, 3]))]), 7 * 4 * 3));
  it('of a convolution: each number of the result reads one window, of its group’s channels', () => {
    const x = input('x', ['N', 4, 28, 28]);
    assert.equal(multiplyAdds([conv(x, input('w', [32, 4, 3, 3]))]), 26 * 26 * 32 * (4 * 3 * 3));
    assert.equal(multiplyAdds([conv(x, input('w', [32, 2, 3, 3]), { groups: 2 })]), 26 * 26 * 32 * (2 * 3 * 3));
  });
  it('of a transposed convolution: each number that comes in is spread over one window', () => {
    const dy = input('dy', ['N', 32, 26, 26]);
    assert.equal(multiplyAdds([convInputGradient(dy, input('w', [32, 4, 3, 3]), [28, 28])]), 26 * 26 * 32 * 4 * 3 * 3);
  });
  it('of a scan: its body’s, at each step', () => {
    const u = input('u', [5, 5]);
    const { carry } = scan(
      ([h], [x]) => ({ carry: [tanh(matmul(h!, u))], outputs: [x!] }),
      [input('h', ['N', 5])],
      [input('x', [9, 'N', 2])],
    );
    assert.equal(multiplyAdds(carry), 9 * 5 * 5);
  });
  it('of what is used twice, once', () => {
    const y = matmul(input('x', ['N', 4]), input('w', [4, 3]));
    assert.equal(multiplyAdds([y, relu(y)]), 12);
  });
});
