import type { FieldKey } from './base.ts';

/** Smooth random displacement: white noise seen through a Gaussian. */
export interface ElasticBend {
  readonly kind: 'elastic';
  readonly key: FieldKey;
  readonly sigmaPixels: number;
  /** Root mean square of the displacement along each axis. */
  readonly rmsPixels: number;
  /** The same displacement down as across. */
  readonly sameForBoth: boolean;
}

/** Columns and rows moved as wholes: displacements at places evenly spaced from edge to edge, straight in between. */
export interface AxesBend {
  readonly kind: 'axes';
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A net of triangles from edge to edge, each carried by an affine map; dx, dy of each node, row by row. */
export interface TrianglesBend {
  readonly kind: 'triangles';
  readonly columns: number;
  readonly rows: number;
  readonly points: readonly number[];
}

/** What a lens does about the middle. */
export interface RadialBend {
  readonly kind: 'radial';
  readonly model: 'camera' | 'fisheye';
  readonly distortion: number;
}

/** The thin plate spline through dx, dy of control points, evenly spaced from edge to edge, row by row. */
export interface SplineBend {
  readonly kind: 'spline';
  readonly columns: number;
  readonly rows: number;
  readonly points: readonly number[];
}

/** Tiles changed about: tile i of the output, row by row, shows tile `order[i]` of the input. Tile c of n columns begins at floor(c * width / n). */
export interface TilesBend {
  readonly kind: 'tiles';
  readonly columns: number;
  readonly rows: number;
  readonly order: readonly number[];
}

/** A dense displacement, small enough to be written down: what is large is expanded from it (`vision/bends/`). */
export type Bend = ElasticBend | AxesBend | TrianglesBend | RadialBend | SplineBend | TilesBend;
