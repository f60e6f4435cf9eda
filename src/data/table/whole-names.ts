/**
 * Joins names that were split at their commas: `Wert` and `°C` are one column if there is a column `Wert, °C`, and
 * neither is a column itself. What is not a name stays as it is, and the caller rejects it.
 */
export function wholeNames(pieces: readonly string[], known: readonly string[]): readonly string[] {
  if (pieces.every(piece => known.includes(piece))) return pieces;
  const byPieces = new Map(known.map(name => [cut(name).join(','), name]));
  const names: string[] = [];
  for (let at = 0; at < pieces.length; ) {
    let end = pieces.length;
    while (end > at + 1 && !byPieces.has(pieces.slice(at, end).flatMap(cut).join(','))) end--;
    const joined = pieces.slice(at, end).flatMap(cut).join(',');
    names.push(known.includes(pieces[at]!) && end === at + 1 ? pieces[at]! : (byPieces.get(joined) ?? pieces[at]!));
    at = end;
  }
  return names;
}

const cut = (name: string): string[] => name.split(',').map(piece => piece.trim());
