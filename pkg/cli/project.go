package cli

import (
	"fmt"
	"strings"

	"confcall/pkg/config"
	"confcall/pkg/failure"
)

// IsProject reports whether the account is the project itself: the calling API and the space's log serve no other one.
func (a *App) IsProject() (bool, error) {
	settings, err := a.Settings()
	if err != nil {
		return false, err
	}
	account, project := settings.Get(config.Account).Text, settings.Get(config.Project).Text
	return account == "" || strings.EqualFold(account, project), nil
}

// NeedProject refuses what the API does only for the project itself if the account is another one.
func (a *App) NeedProject(what string) error {
	is, err := a.IsProject()
	if err != nil || is {
		return err
	}
	settings, _ := a.Settings() // which were read
	return failure.Usage(fmt.Errorf("the account %s is not the project %s, and %s for the project alone",
		settings.Get(config.Account).Text, settings.Get(config.Project).Text, what),
		"leave out the account, or use the subproject's own Project ID and token")
}
