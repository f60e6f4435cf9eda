import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import { about, dataFiles, EXISTING, fileToShow, nameInFlow, plainName, receiveFile, tooLarge } from '../../src';
import { filePlaces, uploadPlace } from '../shared/files';
import { addRoute, z } from '../shared/routes';
import { addUpload } from '../shared/upload-route';

const query = z.object({ name: z.string().min(1).max(400), existing: z.enum(EXISTING).default('refuse') });

/**
 * GET /tensorwire/files → [{ file, size }]: the files of data that a form offers, the newest first
 * POST /tensorwire/files/upload?name=orders.csv&existing=refuse, the bytes → { file }: where it is now,
 * relative to userDir, or { taken: true } where a file has that name
 */
export function fileRoutes(RED: NodeAPI): void {
  addRoute(RED, {
    path: '/tensorwire/files',
    query: z.object({}),
    permission: 'tensorwire.write',
    answer: () => dataFiles(filePlaces(RED)),
  });
  addUpload(RED, {
    path: '/tensorwire/files/upload',
    query,
    limit: () => uploadPlace(RED).limit,
    tooLarge,
    async take({ name, existing }, pieces) {
      const { folder, limit } = uploadPlace(RED);
      const places = filePlaces(RED);
      // A name that is shown to nobody is none to be given to an upload either.
      fileToShow(places, join(folder, plainName(name)));
      const given = await about('upload', () => receiveFile({ folder, name, existing, limit }, pieces));
      return given === null ? { taken: true } : { file: nameInFlow(places, join(folder, given)) };
    },
  });
}
