import type { ComponentChildren, VNode } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { AccountState } from '../../src/protocol/market.ts'
import { formatSecond } from '../format.ts'
import { switchWork, takeSwitchBack, throwSwitch } from '../market-store.ts'

/** The kill switch: its state, and the way there and back, each with a second question. */
export function SwitchPanel({ account }: { readonly account: AccountState }): VNode {
  const { killed } = account
  const work = switchWork.value
  const isAsking = work.kind === 'asking'
  return (
    <section class={`panel switch ${killed === null ? '' : 'is-thrown'}`} aria-label="Kill switch">
      <div class="panel-head">
        <h2>Kill switch</h2>
      </div>
      <div class="switch-body">
        <SwitchState account={account} />
        {killed === null ? <ThrowForm isAsking={isAsking} /> : <Resume isAsking={isAsking} />}
        {work.kind === 'failed' && (
          <p class="loss" role="alert">
            That was not done: {work.message}.
          </p>
        )}
      </div>
    </section>
  )
}

function ThrowForm({ isAsking }: { readonly isAsking: boolean }): VNode {
  const [isSure, setSure] = useState(true)
  const [isFlattening, setFlattening] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setSure(false)
      }}
    >
      <fieldset>
        <legend>What becomes of positions</legend>
        <Choice isChosen={!isFlattening} onChoose={() => setFlattening(false)}>
          freeze: orders are cancelled, positions stay as they are
        </Choice>
        <Choice isChosen={isFlattening} onChoose={() => setFlattening(true)}>
          flatten: orders are cancelled, positions are closed at the market
        </Choice>
      </fieldset>
      <label class="switch-reason">
        <span>Why, for the journal</span>
        <input
          type="text"
          maxLength={200}
          value={reason}
          placeholder="asked on the page"
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      <button type="submit" class="danger" disabled={isAsking}>
        Throw the kill switch
      </button>
      {!isSure && (
        <Confirmation
          question="Throw the kill switch?"
          yes="Yes, throw it"
          isDanger
          onAnswer={(isYes) => {
            setSure(true)
            if (isYes) void throwSwitch(reason.trim(), isFlattening)
          }}
        >
          {isFlattening
            ? 'Every open order is cancelled and every position closed at the market.'
            : 'Every open order is cancelled. Positions stay as they are.'}
        </Confirmation>
      )}
    </form>
  )
}

function Choice(props: {
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly children: ComponentChildren
}): VNode {
  return (
    <label class="check">
      <input type="radio" name="flatten" checked={props.isChosen} onChange={props.onChoose} />
      {props.children}
    </label>
  )
}

function Resume({ isAsking }: { readonly isAsking: boolean }): VNode {
  const [isSure, setSure] = useState(true)
  return (
    <div>
      <button type="button" disabled={isAsking} onClick={() => setSure(false)}>
        Take the switch back
      </button>
      {!isSure && (
        <Confirmation
          question="Take the switch back?"
          yes="Yes, take it back"
          isDanger={false}
          onAnswer={(isYes) => {
            setSure(true)
            if (isYes) void takeSwitchBack()
          }}
        >
          Orders may be sent again, and losses are counted anew from here.
        </Confirmation>
      )}
    </div>
  )
}

function heldIn({ positions }: AccountState): number {
  return positions.filter(({ quantity }) => quantity !== 0).length
}

function heldWords(held: number): string {
  return `${held} position${held === 1 ? ' is' : 's are'}`
}

/** What there is to switch off. */
function outOf(account: AccountState): string {
  const orders = account.openOrders.length
  return `Now ${orders} order${orders === 1 ? ' is' : 's are'} open and ${heldWords(heldIn(account))} held, on paper.`
}

/** What has become of what was held. */
function closingWords(account: AccountState): string {
  const held = heldIn(account)
  if (account.killed?.flatten !== true)
    return held === 0
      ? 'No position is held.'
      : `Positions are left as they are: ${heldWords(held)} held.`
  return held === 0
    ? 'Every position is closed.'
    : `Positions are being closed at the market: ${heldWords(held)} still held.`
}

function ordersWords({ openOrders }: AccountState): string {
  const left = openOrders.length
  return left === 0
    ? 'No order is open.'
    : `${left} order${left === 1 ? ' is' : 's are'} still being cancelled.`
}

function SwitchState({ account }: { readonly account: AccountState }): VNode {
  const { killed } = account
  if (killed === null) {
    return (
      <p class="switch-state" role="status">
        <strong>Not thrown.</strong> Whatever is approved by the limits may be sent.{' '}
        {outOf(account)}
      </p>
    )
  }
  return (
    <p class="switch-state" role="status">
      <strong class="loss">Thrown</strong> since {formatSecond(killed.time)} UTC: {killed.reason}.{' '}
      {closingWords(account)} {ordersWords(account)} Nothing is risked until it is taken back, also
      after a restart.
    </p>
  )
}

function Confirmation(props: {
  readonly question: string
  readonly yes: string
  readonly isDanger: boolean
  readonly onAnswer: (isYes: boolean) => void
  readonly children: ComponentChildren
}): VNode {
  const { question, yes, isDanger, onAnswer } = props
  const dialog = useRef<HTMLDialogElement>(null)
  // Before anything else is heard: a key pressed meanwhile is an answer to it.
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      class="help confirm"
      ref={dialog}
      onCancel={() => onAnswer(false)}
      aria-label={question}
    >
      <h2>{question}</h2>
      <p>{props.children}</p>
      <p class="actions">
        <button type="button" class={isDanger ? 'danger' : ''} onClick={() => onAnswer(true)}>
          {yes}
        </button>
        <button type="button" class="plain" onClick={() => onAnswer(false)}>
          No
        </button>
      </p>
    </dialog>
  )
}
