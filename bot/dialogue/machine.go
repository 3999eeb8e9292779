package dialogue

import "slices"

// Begin opens the talk with its first question.
func (s Script) Begin(t *Turn) { s.BeginWith(t, nil) }

// BeginWith opens the talk with some fields already filled in, such as by a link. fields is the talk's
// from then on.
func (s Script) BeginWith(t *Turn, fields map[string]string) {
	t.Talk = Talk{Name: s.Name, Step: First, At: t.Now, Fields: fields}
	if s.denied(t) {
		return
	}
	s.ask(t)
}

// Next takes an answer: Chosen where a choice was made, else Text.
func (s Script) Next(t *Turn) {
	if s.denied(t) {
		return
	}
	step, ok := s.Steps[t.Talk.Step]
	if !ok { // a later version has no such step
		s.Begin(t)
		return
	}
	t.Talk.At = t.Now
	if s.moved(t, step) { // what was asked is no longer so
		s.ask(t)
		return
	}
	if t.Chosen == "" {
		if s.match(t, step); t.Chosen != "" {
			t.Text = ""
		}
	}
	if t.Over || t.Err != nil {
		return
	}
	n, turns := page(t.Chosen)
	switch {
	case turns:
		t.Talk.Page = n
	case t.Chosen == goBack:
		s.back(t)
	case t.Chosen != "" && !s.offers(t, step):
		t.Tell(t.Say("dialogue.old_button"))
	case t.Chosen == "" && t.Text == "":
	case t.Chosen == "" && step.Other != nil:
		step.Other(t)
	case t.Chosen == "" && !step.Text:
		t.Miss(t.Say("dialogue.choose"))
	default:
		step.Take(t)
	}
	if !t.Over && t.Err == nil {
		s.ask(t)
	}
}

// Bring takes a message that is no text alone. False: the talk has no use for it.
func (s Script) Bring(t *Turn) bool {
	if s.Files == nil {
		return false
	}
	if s.denied(t) {
		return true
	}
	if _, ok := s.Steps[t.Talk.Step]; !ok {
		s.Begin(t)
		return true
	}
	if !s.Files(t) {
		return false
	}
	t.Talk.At = t.Now
	if !t.Over && !t.Quiet && t.Err == nil {
		s.ask(t)
	}
	return true
}

// Cried takes a cry for help. False: the talk has no use for it but as an answer.
func (s Script) Cried(t *Turn) bool {
	if s.Cry == nil {
		return false
	}
	if s.denied(t) {
		return true
	}
	if _, ok := s.Steps[t.Talk.Step]; !ok || !s.Cry(t) {
		return false
	}
	t.Talk.At = t.Now
	if !t.Over && t.Err == nil {
		s.ask(t)
	}
	return true
}

// Again asks the present question once more, after something else was answered.
func (s Script) Again(t *Turn) {
	if _, ok := s.Steps[t.Talk.Step]; !ok {
		s.Begin(t)
		return
	}
	if !s.denied(t) {
		s.ask(t)
	}
}

// Resume takes up a talk that was left, at the question where it was left.
func (s Script) Resume(t *Turn) {
	t.Talk.At = t.Now
	if s.Resumed != nil && !s.denied(t) {
		s.Resumed(t)
	}
	s.Again(t)
}

// denied ends the talk of somebody who may not have it.
func (s Script) denied(t *Turn) bool {
	if s.May == nil || s.May(t.Actor) {
		return false
	}
	t.End(t.Say("bot.denied"))
	return true
}

// ask puts the present question. A step may turn out to have nothing to ask and go on; it does so at most
// once for each step there is.
func (s Script) ask(t *Turn) {
	for range len(s.Steps) {
		step := t.Talk.Step
		t.moved, t.Asked, t.Choices = false, "", nil
		if s.Steps[step].Ask(t); !t.moved || t.Over || t.Err != nil {
			return
		}
		if n := len(t.Talk.Path); n > 0 && t.Talk.Path[n-1] == step { // nothing to go back to
			t.Talk.Path = t.Talk.Path[:n-1]
		}
	}
}

// offers tells whether the choice is one of the present question: a button may be old.
func (s Script) offers(t *Turn, step Step) bool {
	return slices.ContainsFunc(s.all(t, step), func(c Choice) bool { return c.Data == t.Chosen })
}

// all are the choices of the present question.
func (s Script) all(t *Turn, step Step) []Choice { return trial(t, step).Choices }

// moved tells whether the present question has nothing to ask any more.
func (s Script) moved(t *Turn, step Step) bool {
	is := trial(t, step)
	return is.Over || is.moved
}

// trial asks a question without anything coming of it.
func trial(t *Turn, step Step) Turn {
	is := *t
	is.Before, is.Told, is.Acts, is.Asked, is.Choices, is.Beside = nil, nil, nil, "", nil, ""
	step.Ask(&is)
	if is.Err != nil {
		t.Err = is.Err
	}
	return is
}

// back goes to the step before; at the first there is none, and the question is asked again.
func (s Script) back(t *Turn) {
	if n := len(t.Talk.Path); n > 0 {
		step := t.Talk.Path[n-1]
		t.Talk.Path = t.Talk.Path[:n-1]
		t.at(step)
	}
}
