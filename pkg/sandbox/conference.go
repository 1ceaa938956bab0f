package sandbox

import (
	"net/http"
	"unicode/utf8"
)

// A conference, in the API's order of fields.
type conference struct {
	SID             string         `json:"sid"`
	AccountSID      string         `json:"account_sid"`
	DateCreated     date           `json:"date_created"`
	DateUpdated     date           `json:"date_updated"`
	FriendlyName    string         `json:"friendly_name"`
	Status          string         `json:"status"`
	APIVersion      string         `json:"api_version"`
	Region          string         `json:"region"`
	URI             string         `json:"uri"`
	SubresourceURIs conferenceURIs `json:"subresource_uris"`

	participants collection[*participant] // those of a completed conference stay, but are not shown
	recordings   collection[*recording]
	streams      collection[*stream]
	most         int // participants, 0 for no bound
}

type conferenceURIs struct {
	Participants string `json:"participants"`
	Recordings   string `json:"recordings"`
}

// fillIn sets what follows from the SID.
func (c *conference) fillIn() {
	c.AccountSID, c.APIVersion = Account, apiVersion
	path := base + "/Conferences/" + c.SID
	c.URI = path + ".json"
	c.SubresourceURIs = conferenceURIs{Participants: path + "/Participants.json", Recordings: path + "/Recordings.json"}
}

func conferenceStates() []string { return []string{"init", inProgress, completed} }

// maxName bounds a friendly name, in characters.
const maxName = 64

// conference finds the conference of a path.
func (s *store) conference(r *request) (*conference, error) {
	c, ok := s.conferences.get(r.sids[0])
	if !ok {
		return nil, notFound(r.path)
	}
	return c, nil
}

func listConferences(s *store, r *request) (any, error) {
	f := filters{values: r.query}
	status := f.oneOf("Status", conferenceStates()...)
	name, named := f.text("FriendlyName")
	created, updated := f.days("DateCreated"), f.days("DateUpdated")
	if f.err == nil && utf8.RuneCountInString(name) > maxName {
		f.err = invalid("FriendlyName is longer than %d characters.", maxName)
	}
	if f.err != nil {
		return nil, f.err
	}
	list, items, err := page(&s.conferences, r, f.known, func(c *conference) bool {
		return (status == "" || c.Status == status) && (!named || c.FriendlyName == name) &&
			created.contain(c.DateCreated) && updated.contain(c.DateUpdated)
	})
	list.Conferences = items
	return list, err
}

func getConference(s *store, r *request) (any, error) { return s.conference(r) }

func updateConference(s *store, r *request) (any, error) {
	c, err := s.conference(r)
	if err != nil {
		return nil, err
	}
	if c.Status == completed {
		return nil, invalid("The conference is completed and cannot be updated.")
	}
	f := changes{values: r.form}
	status, ends := f.given("Status")
	if ends && status != completed {
		return nil, refuse(http.StatusBadRequest, 21475, "Status %q is not valid: a conference can only be set to completed.", status)
	}
	f.url("AnnounceUrl")
	f.method("AnnounceMethod")
	if err := f.problem(); err != nil {
		return nil, err
	}
	c.DateUpdated = on(r.now)
	if ends {
		s.end(c, r.now)
	}
	return c, nil
}
