import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { nodeForm, nodeTypes, settingsOf } from '../../scripts/forms';
import { losses, schedules } from '../../src/catalogue';

const design = readFileSync(resolve(__dirname, '../../docs/design.md'), 'utf8');

/** The rows of the table of nodes: their types and the descriptions of their properties. */
const rows = [...design.matchAll(/^\| (.*?`(?:ui-)?nn-\w+`.*?) \| (.*?) \|/gm)].map(([, types, properties]) => ({
  types: [...types!.matchAll(/`((?:ui-)?nn-\w+)`/g)].map(([, type]) => type!),
  // In order: each `name`, and what is in parentheses after it.
  properties: [...properties!.matchAll(/`([a-z]\w*)`(?: \(([^()]*))?/g)].map(
    ([, name, said]) => [name!, said] as const,
  ),
}));

/** The arguments of losses and schedules: "and its arguments". */
const ofOthers = [...Object.values(losses), ...Object.values(schedules)].flatMap(entry => Object.keys(entry.arguments));

describe('the table of nodes in docs/design.md', () => {
  const told = new Map(
    rows.flatMap(({ types, properties }) => types.map(type => [type, new Map(properties)] as const)),
  );

  it('has every node', () => {
    assert.deepEqual(
      nodeTypes.filter(type => !told.has(type)),
      [],
    );
  });

  for (const type of nodeTypes.filter(type => type !== 'nn-input'))
    it(`${type}: every property, with its default`, () => {
      const properties = told.get(type);
      assert.ok(properties, `${type} has no row in the table of docs/design.md, section 3`);
      const { classes } = settingsOf(type);
      const { fields, named } = nodeForm(type);
      const own = fields.filter(({ property }) => !ofOthers.includes(property));
      const expected = [
        ...(named ? ['name'] : []),
        ...(classes?.property ? [classes.property] : []),
        ...own.map(({ property }) => property),
      ];
      assert.deepEqual([...properties.keys()].sort(), expected.sort());
      for (const field of own.filter(field => field.default !== '')) {
        const value = field.unit ? `${field.default} ${field.unit}` : String(field.default);
        const first: string = /^[^,;:]*/.exec(properties.get(field.property) ?? '')![0];
        assert.equal(first, value, field.property);
      }
    });
});
