import { v } from '#core/schema.ts'
import {
  FlowsArchive,
  FlowsExample,
  FlowsSettings,
  FlowsStatus,
  FlowsVersion,
  Passphrase,
  switchMeans,
} from '../flows/flows-words.ts'
import { type Route, route } from '../route.ts'
import { byId, ok } from './words.ts'

const path = '/api/v1/flows'
/** Thousands of nodes. */
const bodyLimit = 16 * 1024 * 1024

const Means = v.object({ systemNodes: v.string(), palette: v.string() })
const SettingsAnswer = v.object({ settings: FlowsSettings, means: Means })
const Archive = v.object({ archive: FlowsArchive, passphrase: Passphrase })
const VersionNumber = v.pipe(v.string(), v.regex(/^\d{1,9}$/, 'the number of a version'))

/** What the page and the command line ask of flows; the editor itself is at /flows/. */
export const flows: readonly Route[] = [
  route({
    method: 'GET',
    path,
    operationId: 'flows.get',
    says: 'how flows are: their tabs, when they were deployed, what went wrong lately',
    role: 'owner',
    answers: { 200: FlowsStatus },
    handle: async (_, house) => ok(await house.flows.ask(FlowsStatus, 'GET', ['status'])),
  }),
  route({
    method: 'GET',
    path: `${path}/settings`,
    operationId: 'flows.settings',
    says: 'what nodes may do, and what each switch lets in',
    role: 'owner',
    answers: { 200: SettingsAnswer },
    async handle(_, house) {
      const settings = await house.flows.ask(FlowsSettings, 'GET', ['settings'])
      return ok({ settings, means: switchMeans })
    },
  }),
  route({
    method: 'PUT',
    path: `${path}/settings`,
    operationId: 'flows.allow',
    says: 'let nodes do more or less; flows start anew, music plays on',
    role: 'owner',
    body: v.partial(FlowsSettings),
    answers: { 200: SettingsAnswer },
    async handle({ body }, house) {
      const now = await house.flows.ask(FlowsSettings, 'GET', ['settings'])
      const wanted = { ...now, ...body }
      const settings = await house.flows.ask(FlowsSettings, 'PUT', ['settings'], wanted)
      house.log.info('flows allowed', settings)
      return ok({ settings, means: switchMeans })
    },
  }),
  route({
    method: 'GET',
    path: `${path}/library`,
    operationId: 'flows.library',
    says: 'flows to begin with, and which of them are here',
    role: 'owner',
    answers: { 200: v.object({ examples: v.array(FlowsExample) }) },
    async handle(_, house) {
      return ok({ examples: await house.flows.ask(v.array(FlowsExample), 'GET', ['library']) })
    },
  }),
  route({
    method: 'POST',
    path: `${path}/library/{id}`,
    operationId: 'flows.install',
    says: 'put one of them into a tab of its own',
    role: 'owner',
    params: byId,
    answers: { 201: v.object({ tab: v.string() }) },
    async handle({ params }, house) {
      const { tab } = await house.flows.ask(v.object({ tab: v.string() }), 'POST', [
        'library',
        params.id,
      ])
      return { status: 201, json: { tab } }
    },
  }),
  route({
    method: 'GET',
    path: `${path}/versions`,
    operationId: 'flows.versions',
    says: 'the flows as they were, newest first',
    role: 'owner',
    answers: { 200: v.object({ versions: v.array(FlowsVersion) }) },
    async handle(_, house) {
      return ok({ versions: await house.flows.ask(v.array(FlowsVersion), 'GET', ['versions']) })
    },
  }),
  route({
    method: 'POST',
    path: `${path}/versions/{version}`,
    operationId: 'flows.restore',
    says: 'bring a version back; what is there now becomes a version itself',
    role: 'owner',
    params: v.object({ version: VersionNumber }),
    answers: { 200: FlowsVersion },
    handle: async ({ params }, house) =>
      ok(await house.flows.ask(FlowsVersion, 'POST', ['versions', params.version])),
  }),
  route({
    method: 'POST',
    path: `${path}/export`,
    operationId: 'flows.export',
    says: 'all flows to take along, their credentials under a passphrase',
    role: 'owner',
    body: v.object({ passphrase: Passphrase }),
    answers: { 200: FlowsArchive },
    handle: async ({ body }, house) =>
      ok(await house.flows.ask(FlowsArchive, 'POST', ['export'], body)),
  }),
  route({
    method: 'POST',
    path: `${path}/import`,
    operationId: 'flows.import',
    says: 'bring flows of an export in, beside those here or in their place',
    role: 'owner',
    body: v.object({
      ...Archive.entries,
      mode: v.exactOptional(v.picklist(['add', 'replace']), 'add'),
    }),
    bodyLimit,
    answers: { 200: FlowsVersion },
    handle: async ({ body }, house) =>
      ok(await house.flows.ask(FlowsVersion, 'POST', ['import'], body)),
  }),
]
