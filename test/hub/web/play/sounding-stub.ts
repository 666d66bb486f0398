import sinon from 'sinon'
import type { Sounding } from '#hub/web/play/sounding.ts'

/** A synth that only listens. */
export const soundingStub = () =>
  ({
    noteOn: sinon.stub<Parameters<Sounding['noteOn']>, void>(),
    noteOff: sinon.stub<Parameters<Sounding['noteOff']>, void>(),
    tempo: sinon.stub<[number], void>(),
    silence: sinon.stub<[], void>(),
  }) satisfies Sounding
