package hirealign

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hirealign/hirealign/access"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
)

// RefusedByHost is the code of an act in the log that Options.Authorize refused.
const RefusedByHost = "access.refused_by_host"

const hiddenCode = "access.hidden"

// refuse writes down that somebody was refused a document that there is, and
// returns the refusal: who, what they asked to do, the document's id, and the code.
// The log takes the first time of each day, by person, act and document, so that
// asking again and again does not fill it: the batch has the id of that day, and a
// store takes no batch twice. A refusal that could not be written down says so too.
func (t *Tenant) refuse(ctx context.Context, who actor.Human, asked access.Act, a about, code string, refusal error) error {
	act := requisition.NewAct("refused."+string(asked), who.Ref(), t.now())
	act.Requisition, act.Application, act.Record, act.Code = a.requisition, a.application, a.id, code
	payload, err := json.Marshal(act)
	if err != nil {
		return errors.Join(refusal, err)
	}
	key := sha256.Sum256([]byte(strings.Join([]string{act.At.Format(time.DateOnly), who.ID(), string(asked), string(a.kind), a.id}, "\x00")))
	b := storage.Batch{ID: fmt.Sprintf("refused/%x", key), Log: []storage.Event{{Topic: act.Kind, Payload: payload}}}
	if err := send(ctx, t.svc.store, t.id, b); err != nil && !errors.Is(err, storage.ErrBatchReused) {
		return errors.Join(refusal, fmt.Errorf("write down the refusal: %w", err))
	}
	return refusal
}
