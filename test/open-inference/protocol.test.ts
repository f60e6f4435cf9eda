import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Problem } from '../../src';
import { DATATYPES, fromBytes, fromJson, toBytes, toJson } from '../../src/open-inference/protocol/datatypes';
import { fromHalf, toHalf } from '../../src/open-inference/protocol/half';
import { readRequest, writeRequest } from '../../src/open-inference/protocol/request';
import { readResponse, writeResponse } from '../../src/open-inference/protocol/response';

const bytesOf = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
const tensor = (more: object) => ({ name: 'x', datatype: 'FP32', shape: [2], data: [1, 2], ...more });
const refused = (json: unknown, expected: RegExp) =>
  assert.throws(
    () => readRequest(bytesOf(json), undefined),
    (error: Error) => error instanceof Problem && expected.test(error.message),
  );

describe('elements of the Open Inference Protocol', () => {
  it('numbers of 16 bits: each is read and written without a difference', () => {
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const value = fromHalf(bits);
      if (Number.isNaN(value)) assert.ok(Number.isNaN(fromHalf(toHalf(value))));
      else assert.equal(toHalf(value), bits);
    }
    assert.equal(fromHalf(toHalf(0.1)), 0.0999755859375); // as numpy.float16
    assert.equal(toHalf(65520), 0x7c00);
    assert.equal(fromHalf(toHalf(2049)), 2048); // halfway: the even one
  });

  const samples: Record<(typeof DATATYPES)[number], readonly (number | string)[]> = {
    ...{ BOOL: [0, 1], UINT8: [0, 255], UINT16: [0, 65535], UINT32: [0, 2 ** 32 - 1], UINT64: [0, 2 ** 53 - 1] },
    ...{ INT8: [-128, 127], INT16: [-32768, 32767], INT32: [-(2 ** 31), 2 ** 31 - 1], INT64: [-(2 ** 53) + 1, 7] },
    ...{
      FP16: [0.5, -2048],
      FP32: [Math.fround(0.1), Math.fround(-3e38)],
      FP64: [0.1, 1e300],
      BYTES: ['', 'Größe 大'],
    },
  };
  for (const datatype of DATATYPES)
    it(`${datatype}: the same from JSON and from bytes`, () => {
      const values = samples[datatype];
      const json = datatype === 'BOOL' ? values.map(value => value === 1) : values;
      const read = fromJson(datatype, [json], 2);
      assert.deepEqual(Array.from<unknown>(read as ArrayLike<unknown>), [...values]);
      assert.deepEqual(fromBytes(datatype, toBytes(datatype, read), 2), read);
      assert.deepEqual(toJson(datatype, read), [...json]);
    });

  it('a missing value is null in JSON', () => {
    assert.deepEqual(toJson('INT64', fromJson('INT64', [null, 1], 2)), [null, 1]);
    assert.deepEqual(toJson('BYTES', fromJson('BYTES', [null, 'a'], 2)), [null, 'a']);
    assert.deepEqual(toJson('BOOL', fromJson('BOOL', [null, true], 2)), [null, true]);
  });

  it('texts of any length and content', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), texts => {
        assert.deepEqual(fromBytes('BYTES', toBytes('BYTES', texts), texts.length), texts);
      }),
    );
  });
});

describe('messages of the Open Inference Protocol', () => {
  const inputs = [
    { name: 'a', datatype: 'FP32', shape: [2, 1], data: Float32Array.of(1, 2) },
    { name: 'b', datatype: 'BYTES', shape: [2], data: ['x', 'y'] },
  ] as const;

  for (const binary of [false, true])
    it(`a request and its answer, ${binary ? 'binary' : 'JSON'}`, async () => {
      const written = await writeRequest(inputs, binary);
      assert.equal(written.header !== null, binary);
      const request = readRequest(written.bytes, written.header === null ? undefined : String(written.header));
      assert.deepEqual(
        request.inputs.map(({ parameters, ...rest }) => rest),
        inputs,
      );
      const { bytes, header } = await writeResponse({ model: 'm', version: '3', outputs: inputs }, request);
      assert.equal(header !== null, binary);
      const { model, version, outputs } = readResponse(bytes, header === null ? null : String(header));
      assert.deepEqual([model, version, outputs.map(({ parameters, ...rest }) => rest)], ['m', '3', inputs]);
    });

  it('only the outputs that are wanted, each in its form', async () => {
    const wanted = [{ name: 'b', parameters: { binary_data: true } }];
    const request = readRequest(bytesOf({ id: 'q', inputs: [], outputs: wanted }), undefined);
    const { bytes, header } = await writeResponse({ model: 'm', version: '1', outputs: inputs }, request);
    const json = JSON.parse(Buffer.from(bytes.subarray(0, header!)).toString()) as { id: string; outputs: object[] };
    assert.equal(json.id, 'q');
    assert.deepEqual(json.outputs, [
      { name: 'b', datatype: 'BYTES', shape: [2], parameters: { binary_data_size: 10 } },
    ]);
    const other = readRequest(bytesOf({ inputs: [], outputs: [{ name: 'c' }] }), undefined);
    await assert.rejects(
      writeResponse({ model: 'm', version: '1', outputs: inputs }, other),
      /no output "c"; it has a, b/,
    );
  });

  it('what is wrong is named', async () => {
    refused([], /not one for inference/);
    refused({ inputs: [tensor({ datatype: 'FP31' })] }, /tensor "x": there is no datatype "FP31"/);
    refused({ inputs: [tensor({ data: [1] })] }, /must have 2 elements, as its shape says, received 1/);
    refused({ inputs: [tensor({ data: [1, 'a'] })] }, /an element of FP32 must be a number, received "a"/);
    refused({ inputs: [tensor({ datatype: 'UINT8', data: [1, 256] })] }, /from 0 to 255, received 256/);
    refused({ inputs: [tensor({ shape: [2 ** 20, 2 ** 20] })] }, /at most 268435456 are possible/);
    refused({ inputs: [tensor({ parameters: { binary_data_size: 8 } })] }, /at most the 0 bytes that are there/);
    assert.throws(() => readRequest(Buffer.from('{"a"'), undefined), /the body is not JSON/);
    assert.throws(() => readRequest(Buffer.from('{}'), '9'), /Inference-Header-Content-Length must be/);
    const { bytes, header } = await writeRequest([inputs[1]], true);
    const cut = (length: number) => () => readRequest(bytes.subarray(0, length), String(header));
    assert.throws(cut(bytes.length - 1), /at most the 9 bytes that are there/);
    assert.throws(
      () => readRequest(Buffer.concat([bytes, Buffer.from('x')]), String(header)),
      /1 bytes that belong to no tensor/,
    );
    assert.throws(() => fromBytes('BYTES', Buffer.from([9, 0, 0, 0, 65]), 1), /not complete/);
  });
});
