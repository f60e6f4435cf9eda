/** Pictures as the model takes them: a square from the middle, in RGB bytes, row by row. */

type Source = HTMLVideoElement | ImageBitmap;

/** [side × side × 3] */
export function pixelsOf(source: Source, side: number): Uint8Array {
  const [width, height] =
    'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const canvas = canvasOf(side);
  const drawing = canvas.getContext('2d', { willReadFrequently: true })!;
  const part = Math.min(width, height);
  drawing.imageSmoothingQuality = 'high';
  drawing.drawImage(source, (width - part) / 2, (height - part) / 2, part, part, 0, 0, side, side);
  const { data } = drawing.getImageData(0, 0, side, side);
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]!);
}

function canvasOf(side: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width: side, height: side });
}

/** Pixels as a data URL. */
export function addressOf(pixels: Uint8Array, side: number): string {
  const canvas = canvasOf(side);
  const drawing = canvas.getContext('2d')!;
  const image = drawing.createImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[3 * i + c]!;
    image.data[4 * i + 3] = 255;
  }
  drawing.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
