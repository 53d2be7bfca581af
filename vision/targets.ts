/**
 * A box in work: a polygon, because geometry may turn it. Coordinates in pixels of the picture as it is at that point, edges not
 * centres: the first pixel spans [0, 1].
 */
export interface Box {
  /** x0, y0, x1, y1, ...: its outline, in order, as far as it lies in the picture. */
  readonly outline: readonly number[];
  /** Area in square pixels that it would have had if nothing had been cut off, for how much of it is still to be seen. */
  readonly wholeArea: number;
  /** Index of its class. */
  readonly label: number;
  /** Its place in the sample's list: what else the user keeps of it is found by that. */
  readonly index: number;
  /** The sample that it came with, where that is another one, which was mixed in. */
  readonly sampleId?: number;
}

/** A point in work, in the same coordinates. */
export interface Keypoint {
  readonly x: number;
  readonly y: number;
  /** Counter-clockwise from the x axis. */
  readonly angleDegrees: number;
  /** Size of what it marks, in pixels. */
  readonly size: number;
  readonly label: number;
  readonly index: number;
  readonly sampleId?: number;
  /** Its own picture was mirrored otherwise than the one that took it in. */
  readonly isMirrored?: boolean;
}

/** What goes with a picture and moves as it does. */
export interface Targets {
  readonly boxes: readonly Box[];
  readonly keypoints: readonly Keypoint[];
  /** Keypoints outside of the picture stay in the list; else they are gone as soon as geometry takes them out. */
  readonly keepsOutside?: boolean;
}
