import type { ModelMetadata, TensorMetadata } from '../protocol/metadata';

/** The description of what is served, in OpenAPI 3.1: the paths of the protocol, with the columns of each model. */
export function openApi(
  server: { readonly name: string; readonly version: string; readonly base: string },
  models: readonly ModelMetadata[],
): object {
  const paths = Object.assign({}, ...models.map(pathsOf));
  return {
    openapi: '3.1.0',
    info: { title: server.name, version: server.version, description: 'The Open Inference Protocol, version 2.' },
    servers: [{ url: server.base || '/' }],
    paths: {
      '/v2': get('What the server is, and which extensions it knows', 'The server'),
      '/v2/health/live': get('Whether the server runs', 'It does'),
      '/v2/health/ready': get('Whether the models can answer', 'They can'),
      ...paths,
    },
    components: {
      schemas: { Error: { type: 'object', required: ['error'], properties: { error: { type: 'string' } } } },
    },
  };
}

function pathsOf(model: ModelMetadata): object {
  const at = `/v2/models/${encodeURIComponent(model.name)}`;
  const { name } = model;
  return {
    [at]: get(`What the model ${name} takes and gives`, 'Its inputs and outputs'),
    [`${at}/ready`]: get(`Whether the model ${name} can answer`, 'It can'),
    [`${at}/infer`]: {
      post: {
        summary: `Asks the model ${name}`,
        requestBody: {
          required: true,
          content: { 'application/json': { schema: requestSchema(model), example: exampleOf(model) } },
        },
        responses: { 200: answer('Its answers', responseSchema(model)), default: refusal },
      },
    },
  };
}

const refusal = {
  description: 'Why there is no answer',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};
const answer = (description: string, schema: object): object => ({
  description,
  content: { 'application/json': { schema } },
});
const get = (summary: string, said: string): object => ({
  get: { summary, responses: { 200: answer(said, { type: 'object' }), default: refusal } },
});

const tensors = (list: readonly TensorMetadata[]): object => ({
  type: 'array',
  items: { anyOf: list.map(tensorSchema) },
});

function requestSchema({ inputs }: ModelMetadata): object {
  const outputs = {
    type: 'array',
    items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  };
  return {
    type: 'object',
    required: ['inputs'],
    properties: { id: { type: 'string' }, parameters: { type: 'object' }, inputs: tensors(inputs), outputs },
  };
}

const responseSchema = ({ outputs }: ModelMetadata): object => ({
  type: 'object',
  required: ['model_name', 'outputs'],
  properties: {
    model_name: { type: 'string' },
    model_version: { type: 'string' },
    id: { type: 'string' },
    outputs: tensors(outputs),
  },
});

function tensorSchema({ name, datatype, shape }: TensorMetadata): object {
  const element = { type: [elementType(datatype), 'null'] };
  return {
    type: 'object',
    required: ['name', 'shape', 'datatype', 'data'],
    properties: {
      name: { const: name },
      datatype: { type: 'string', default: datatype },
      shape: {
        type: 'array',
        items: { type: 'integer', minimum: 0 },
        description: `[${shape.join(', ').replace('-1', 'rows')}]`,
      },
      parameters: { type: 'object' },
      data: { type: 'array', items: { anyOf: [element, { type: 'array' }] } },
    },
  };
}

const elementType = (datatype: string): string =>
  datatype === 'BYTES' ? 'string' : datatype === 'BOOL' ? 'boolean' : datatype.startsWith('FP') ? 'number' : 'integer';

/** A request with one row. Arrays are shown without their numbers, which would be long. */
const exampleOf = ({ inputs }: ModelMetadata): object => ({
  inputs: inputs.map(({ name, datatype, shape }) => ({
    ...{ name, datatype, shape: shape.map(size => Math.abs(size)) },
    data: shape.length > 2 || (shape[1] ?? 1) > 1 ? [] : [{ BYTES: '', BOOL: false }[datatype] ?? 0],
  })),
});
