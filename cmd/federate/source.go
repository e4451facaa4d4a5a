package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// audience is whom the tokens are for: Entra's exchange.
// https://learn.microsoft.com/entra/workload-id/workload-identity-federation
const audience = "api://AzureADTokenExchange"

// pipelinesAPI is the version of Azure Pipelines' API that is spoken.
const pipelinesAPI = "7.1"

// A source is where the pipeline vouches for itself.
type source struct {
	method, url, bearer string
	// key is the name under which the answer has the token.
	key string
}

// sourceFrom returns the source of the pipeline that the environment is of.
func sourceFrom(getenv func(string) string) (source, error) {
	if at := getenv("ACTIONS_ID_TOKEN_REQUEST_URL"); at != "" {
		return located(http.MethodGet, at, map[string]string{"audience": audience}, getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN"), "value")
	}
	if at := getenv("SYSTEM_OIDCREQUESTURI"); at != "" {
		connection, bearer := getenv("AZURE_SERVICE_CONNECTION_ID"), getenv("SYSTEM_ACCESSTOKEN")
		if connection == "" || bearer == "" {
			return source{}, errors.New("in Azure Pipelines, AZURE_SERVICE_CONNECTION_ID and SYSTEM_ACCESSTOKEN must be set")
		}
		query := map[string]string{"api-version": pipelinesAPI, "serviceConnectionId": connection}
		return located(http.MethodPost, at, query, bearer, "oidcToken")
	}
	return source{}, errors.New("neither GitHub Actions (with the permission id-token: write) nor Azure Pipelines vouches for this process")
}

func located(method, at string, query map[string]string, bearer, key string) (source, error) {
	parsed, err := url.Parse(at)
	if err != nil {
		return source{}, fmt.Errorf("reading where tokens are given out: %w", err)
	}
	values := parsed.Query()
	for name, value := range query {
		values.Set(name, value)
	}
	parsed.RawQuery = values.Encode()
	return source{method: method, url: parsed.String(), bearer: bearer, key: key}, nil
}

// token asks for a token.
func (s source) token(ctx context.Context) (string, error) {
	request, err := http.NewRequestWithContext(ctx, s.method, s.url, http.NoBody)
	if err != nil {
		return "", fmt.Errorf("asking for a token: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+s.bearer)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("X-TFS-FedAuthRedirect", "Suppress") // so that Azure Pipelines refuses instead of showing a page to log in
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("asking for a token: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("asking for a token: the pipeline's server answers %s", response.Status)
	}
	var answer map[string]json.RawMessage
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&answer); err != nil {
		return "", fmt.Errorf("reading a token: %w", err)
	}
	var token string
	if err := json.Unmarshal(answer[s.key], &token); err != nil || token == "" {
		return "", fmt.Errorf("reading a token: the answer has no %q", s.key)
	}
	return token, nil
}
