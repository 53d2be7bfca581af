import { AugmentError, descend, type Key, type PartnerPlanner, type SamplePlan } from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import type { ImageOp } from '../vision/index.ts';
import type { EncodedPicture, Header, Partner } from '../vision/io/engine.ts';
import type { PartnerTargets } from '../vision/merging.ts';
import { fitting, isMixing, type MixingOp, partnerOf, type Share, sharesAfter } from '../vision/mixing.ts';

type Plan = SamplePlan<ImageFacts, ImageOp>;

/** A sample that is to be mixed in, before its plan is drawn. */
export interface LoadedPartner {
  readonly picture: EncodedPicture;
  readonly header: Header;
  readonly facts: ImageFacts;
}

/** A sample that may take others in. */
export interface Host {
  readonly id: number;
  readonly key: Key;
  readonly facts: ImageFacts;
  /** Samples of the dataset. */
  readonly length: number;
  /** Its plan, as far as it is known what is mixed in. */
  draw(facts: ImageFacts): Plan;
  readonly before: PartnerPlanner<ImageFacts, ImageOp>;
  /** In canonical order, fused or not. */
  order(ops: readonly ImageOp[]): readonly ImageOp[];
  /** Reads a sample's bytes and header. They must hold until the host is rendered; `place` tells its partners apart. */
  load(id: number, place: number): LoadedPartner | Promise<LoadedPartner>;
}

/** A sample's plan, and all that it takes in. */
export interface Mixture {
  readonly plan: Plan;
  readonly partners: readonly (Partner & { readonly id: number; readonly path: string })[];
  /** Whose label it has how much of; undefined where nothing was mixed in. */
  readonly shares: readonly Share[] | undefined;
}

/** Where in a plan a sample is taken in: the `index`-th by its step. */
interface Opening {
  readonly path: string;
  readonly transform: string;
  readonly op: MixingOp;
  readonly index: number;
  readonly inStep: number;
}

interface Found extends PartnerTargets {
  readonly path: string;
  readonly loaded: LoadedPartner;
  readonly ops: readonly ImageOp[];
}

/**
 * Finds the samples that a plan takes in, and draws their plans. Where boxes or keypoints go with pictures, the host's plan is drawn
 * anew with theirs known: draws are keyed, so that what came before stays the same. What a partner would take in itself is left out.
 */
export function gatherPartners(first: Plan, host: Host): Mixture | Promise<Mixture> {
  const found: Found[] = [];
  const goOn = (from: Plan): Mixture | Promise<Mixture> => {
    for (let plan = from; ; ) {
      const opening = openingsOf(plan)[found.length];
      if (opening === undefined) return mixtureOf(plan, host, found);
      const id = partnerOf(opening.op.partners[opening.index]!, host.id, host.length);
      const note = (loaded: LoadedPartner): Plan => {
        found.push(prepared(opening, id, loaded, host));
        if (host.facts.targets === undefined) return plan;
        return host.draw({ ...host.facts, partners: found });
      };
      const loading = load(opening, id, found.length, host);
      if (loading instanceof Promise) return loading.then((loaded) => goOn(note(loaded)));
      plan = note(loading);
    }
  };
  return goOn(first);
}

function load(opening: Opening, id: number, place: number, host: Host): LoadedPartner | Promise<LoadedPartner> {
  try {
    const loading = host.load(id, place);
    return loading instanceof Promise ? loading.catch((cause: unknown) => refuse(cause, opening, id)) : loading;
  } catch (cause) {
    return refuse(cause, opening, id);
  }
}

/** The error names the partner's file, not the sample's: that is the one to look at. */
function refuse(cause: unknown, { transform }: Opening, id: number): never {
  if (!(cause instanceof AugmentError)) throw cause;
  const { code, message, file, parameter } = cause;
  const text = `${message}; ${transform} was to mix it in as sample ${id}`;
  throw new AugmentError(code, text, { file, transform, parameter, cause });
}

function openingsOf({ steps }: Plan): readonly Opening[] {
  return steps.flatMap(({ path, transform, ops }) => {
    let inStep = 0;
    return ops.flatMap((op) =>
      isMixing(op) ? op.partners.map((_, index) => ({ path, transform, op, index, inStep: inStep++ })) : [],
    );
  });
}

/** No node's name holds a slash, so that none of its draws has a partner's key. */
function prepared({ path, op, index, inStep }: Opening, id: number, loaded: LoadedPartner, host: Host): Found {
  const key = descend(host.key, '/partner', path, inStep);
  const { steps, facts } = host.before(path, key, host.key, loaded.facts);
  const fit = fitting(facts, op.fits[index]!);
  const drawn = steps.flatMap(({ ops }) => ops);
  const ops = host.order(fit === undefined ? drawn : [...drawn, fit]);
  const { targets } = fit === undefined ? facts : imageRules.after(fit, facts);
  return { id, path, loaded, ops, targets };
}

function mixtureOf(plan: Plan, host: Host, found: readonly Found[]): Mixture {
  const openings = openingsOf(plan);
  let shares: readonly Share[] = [[host.id, 1]];
  for (const [at, { op, index }] of openings.entries()) {
    if (index > 0) continue;
    const ids = found.slice(at, at + op.partners.length).map(({ id }) => id);
    shares = sharesAfter(shares, op.shares, ids);
  }
  const partners = found.map(({ id, path, loaded: { picture, header }, ops, targets }, at) => {
    return { id, path, picture, header, ops, into: openings[at]!.op, targets };
  });
  return { plan, partners, shares: openings.length === 0 ? undefined : shares };
}
